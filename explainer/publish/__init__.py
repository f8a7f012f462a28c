"""Articles → the site: heads, number pages, cards, addresses, downloads, search, edition."""
