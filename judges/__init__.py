"""The judges that come with society; they import only what a stranger's judge may."""
