"""The stages that come with society: one YAML file each, in folders by theme."""
