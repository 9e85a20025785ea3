"""The tab Effectiveness: what partners, customers, suppliers, the team and feedback come to in figures."""
