CREATE TABLE sale (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    day INTEGER NOT NULL,
    minute INTEGER,
    party_id INTEGER,
    receipt VARCHAR NOT NULL,
    amount INTEGER NOT NULL,
    reduction INTEGER NOT NULL,
    rounding INTEGER NOT NULL,
    paid INTEGER NOT NULL,
    gift_card_amount INTEGER NOT NULL,
    rest INTEGER NOT NULL,
    tip INTEGER NOT NULL,
    payment VARCHAR NOT NULL,
    due_day INTEGER,
    card VARCHAR NOT NULL,
    voucher VARCHAR NOT NULL,
    gift_card VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    refunds_id INTEGER,
    source VARCHAR NOT NULL,
    external_id VARCHAR,
    recorded_at INTEGER NOT NULL,
    CONSTRAINT uq_sale_source_external_id UNIQUE (source, external_id),
    CONSTRAINT uq_sale_uuid UNIQUE (uuid),
    CONSTRAINT fk_sale_party_id FOREIGN KEY(party_id) REFERENCES party (id),
    CONSTRAINT fk_sale_refunds_id FOREIGN KEY(refunds_id) REFERENCES sale (id)
);

CREATE INDEX ix_sale_card ON sale (card) WHERE card <> '';

CREATE INDEX ix_sale_day ON sale (day, minute, id);

CREATE INDEX ix_sale_party ON sale (party_id, day, id, amount, reduction, rounding);

CREATE INDEX ix_sale_refunds_id ON sale (refunds_id) WHERE refunds_id IS NOT NULL;

CREATE INDEX ix_sale_voucher ON sale (voucher) WHERE voucher <> '';

CREATE TABLE sale_posting (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    sale_id INTEGER NOT NULL,
    exchange_id INTEGER NOT NULL,
    CONSTRAINT fk_sale_posting_sale_id FOREIGN KEY(sale_id) REFERENCES sale (id),
    CONSTRAINT fk_sale_posting_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id)
);

CREATE INDEX ix_sale_posting_exchange_id ON sale_posting (exchange_id);

CREATE INDEX ix_sale_posting_sale_id ON sale_posting (sale_id);
