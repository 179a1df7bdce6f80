"""The ground: the words of self-play dialogue as frozen values. No I/O, no clock, no chance."""
