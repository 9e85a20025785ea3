"""People and businesses: the Directory, a party's page, its forms."""
