"""Vouchers: batches, handing out, sheets."""
