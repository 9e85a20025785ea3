"""Items, orders, deliveries and their bills: the lists, sheets and forms, for every tab that speaks of suppliers."""
