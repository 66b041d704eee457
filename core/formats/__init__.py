"""How dates are written where Django does not say it for a language of the site."""
