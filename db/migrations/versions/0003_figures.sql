CREATE TABLE acquisition_cost (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    from_day INTEGER NOT NULL,
    to_day INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    amount INTEGER NOT NULL,
    local BOOLEAN NOT NULL,
    what VARCHAR NOT NULL,
    CONSTRAINT uq_acquisition_cost_uuid UNIQUE (uuid)
);

CREATE INDEX ix_acquisition_cost_from_day_to_day ON acquisition_cost (from_day, to_day);

CREATE TABLE item (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    name VARCHAR NOT NULL,
    name_key VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    category VARCHAR NOT NULL,
    price INTEGER,
    cost INTEGER,
    stock INTEGER,
    stock_day INTEGER,
    daily_use INTEGER,
    margin_a_day INTEGER,
    note VARCHAR NOT NULL,
    retired_at INTEGER,
    CONSTRAINT uq_item_uuid UNIQUE (uuid),
    CONSTRAINT uq_item_name_key UNIQUE (name_key)
);

CREATE UNIQUE INDEX uq_item_code ON item (code) WHERE code <> '';

CREATE TABLE market_estimate (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    from_day INTEGER NOT NULL,
    to_day INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    source VARCHAR NOT NULL,
    said_on INTEGER NOT NULL,
    CONSTRAINT uq_market_estimate_uuid UNIQUE (uuid)
);

CREATE INDEX ix_market_estimate_from_day_to_day ON market_estimate (from_day, to_day);

CREATE TABLE segment (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    name VARCHAR NOT NULL,
    "key" VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT uq_segment_uuid UNIQUE (uuid),
    CONSTRAINT uq_segment_key UNIQUE ("key")
);

CREATE TABLE sale_item (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    sale_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    item_id INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    quantity INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    CONSTRAINT fk_sale_item_sale_id FOREIGN KEY(sale_id) REFERENCES sale (id),
    CONSTRAINT fk_sale_item_item_id FOREIGN KEY(item_id) REFERENCES item (id)
);

CREATE INDEX ix_sale_item_item_id_sale_id_quantity_amount ON sale_item (item_id, sale_id, quantity, amount);

CREATE UNIQUE INDEX ix_sale_item_sale_id_position_item_id ON sale_item (sale_id, position, item_id);
