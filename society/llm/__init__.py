"""Models: the only room that knows litellm, tenacity and llama.cpp."""
