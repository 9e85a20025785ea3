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

CREATE TABLE alert_rule (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind VARCHAR NOT NULL,
    on_at INTEGER NOT NULL,
    off_at INTEGER NOT NULL,
    active BOOLEAN NOT NULL,
    name VARCHAR NOT NULL,
    rest_days INTEGER NOT NULL,
    CONSTRAINT uq_alert_rule_kind UNIQUE (kind)
);

CREATE TABLE alert_snooze (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    subject_id INTEGER NOT NULL,
    mark VARCHAR NOT NULL,
    until INTEGER NOT NULL,
    CONSTRAINT uq_alert_snooze_kind_subject_subject_id_mark UNIQUE (kind, subject, subject_id, mark)
);

CREATE TABLE alert_state (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    kind VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    subject_id INTEGER NOT NULL,
    mark VARCHAR NOT NULL,
    party_id INTEGER,
    level INTEGER NOT NULL,
    said VARCHAR NOT NULL,
    due INTEGER,
    first_seen INTEGER NOT NULL,
    CONSTRAINT uq_alert_state_kind_subject_subject_id_mark UNIQUE (kind, subject, subject_id, mark),
    CONSTRAINT uq_alert_state_uuid UNIQUE (uuid)
);

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

CREATE TABLE kept_sale_day (
    day INTEGER NOT NULL,
    sales INTEGER NOT NULL,
    refunds INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    CONSTRAINT pk_kept_sale_day PRIMARY KEY (day)
);

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

CREATE TABLE survey (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    name VARCHAR NOT NULL,
    name_key VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    question VARCHAR NOT NULL,
    audience VARCHAR,
    anonymous BOOLEAN NOT NULL,
    "after" VARCHAR NOT NULL,
    after_days INTEGER NOT NULL,
    rest_days INTEGER NOT NULL,
    from_day INTEGER NOT NULL,
    until_day INTEGER,
    asked INTEGER,
    made_at INTEGER NOT NULL,
    CONSTRAINT uq_survey_uuid UNIQUE (uuid),
    CONSTRAINT uq_survey_name_key UNIQUE (name_key)
);

CREATE TABLE purchase_order (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    party_id INTEGER NOT NULL,
    number VARCHAR NOT NULL,
    day INTEGER NOT NULL,
    requested_day INTEGER,
    promised_day INTEGER,
    closed_day INTEGER,
    why_closed VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    external_id VARCHAR,
    made_at INTEGER NOT NULL,
    CONSTRAINT uq_purchase_order_source_external_id UNIQUE (source, external_id),
    CONSTRAINT uq_purchase_order_uuid UNIQUE (uuid),
    CONSTRAINT fk_purchase_order_party_id FOREIGN KEY(party_id) REFERENCES party (id)
);

CREATE INDEX ix_purchase_order_day ON purchase_order (day);

CREATE INDEX ix_purchase_order_party_id_day ON purchase_order (party_id, day);

CREATE INDEX ix_purchase_order_promised_day ON purchase_order (promised_day);

CREATE TABLE recognition (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    party_id INTEGER NOT NULL,
    from_id INTEGER,
    day INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    made_at INTEGER NOT NULL,
    CONSTRAINT uq_recognition_uuid UNIQUE (uuid),
    CONSTRAINT fk_recognition_party_id FOREIGN KEY(party_id) REFERENCES party (id),
    CONSTRAINT fk_recognition_from_id FOREIGN KEY(from_id) REFERENCES party (id)
);

CREATE INDEX ix_recognition_from_id ON recognition (from_id);

CREATE INDEX ix_recognition_party_id_day ON recognition (party_id, day);

CREATE TABLE skill (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    party_id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    name_key VARCHAR NOT NULL,
    level INTEGER NOT NULL,
    since_day INTEGER NOT NULL,
    CONSTRAINT uq_skill_party_id_name_key UNIQUE (party_id, name_key),
    CONSTRAINT uq_skill_uuid UNIQUE (uuid),
    CONSTRAINT fk_skill_party_id FOREIGN KEY(party_id) REFERENCES party (id)
);

CREATE TABLE staff_review (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    party_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    summary VARCHAR NOT NULL,
    agreed VARCHAR NOT NULL,
    next_day INTEGER,
    made_at INTEGER NOT NULL,
    CONSTRAINT uq_staff_review_uuid UNIQUE (uuid),
    CONSTRAINT fk_staff_review_party_id FOREIGN KEY(party_id) REFERENCES party (id)
);

CREATE INDEX ix_staff_review_party_id_day ON staff_review (party_id, day);

CREATE TABLE supplier_item (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    item_id INTEGER NOT NULL,
    party_id INTEGER NOT NULL,
    share INTEGER,
    lead_days INTEGER,
    minimum INTEGER,
    their_code VARCHAR NOT NULL,
    tested_on INTEGER,
    recover_says INTEGER,
    recover_we_think INTEGER,
    note VARCHAR NOT NULL,
    ended_on INTEGER,
    CONSTRAINT uq_supplier_item_item_id_party_id UNIQUE (item_id, party_id),
    CONSTRAINT uq_supplier_item_uuid UNIQUE (uuid),
    CONSTRAINT fk_supplier_item_item_id FOREIGN KEY(item_id) REFERENCES item (id),
    CONSTRAINT fk_supplier_item_party_id FOREIGN KEY(party_id) REFERENCES party (id)
);

CREATE INDEX ix_supplier_item_party_id ON supplier_item (party_id);

CREATE TABLE training (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    party_id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    due_day INTEGER,
    done_day INTEGER,
    valid_until INTEGER,
    cost INTEGER,
    note VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    external_id VARCHAR,
    made_at INTEGER NOT NULL,
    CONSTRAINT uq_training_source_external_id UNIQUE (source, external_id),
    CONSTRAINT uq_training_uuid UNIQUE (uuid),
    CONSTRAINT fk_training_party_id FOREIGN KEY(party_id) REFERENCES party (id)
);

CREATE INDEX ix_training_done_day_due_day ON training (done_day, due_day);

CREATE INDEX ix_training_party_id ON training (party_id);

CREATE TABLE wish (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    party_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    decided_day INTEGER,
    answer VARCHAR NOT NULL,
    made_at INTEGER NOT NULL,
    CONSTRAINT uq_wish_uuid UNIQUE (uuid),
    CONSTRAINT fk_wish_party_id FOREIGN KEY(party_id) REFERENCES party (id)
);

CREATE INDEX ix_wish_party_id_day ON wish (party_id, day);

CREATE INDEX ix_wish_state ON wish (state);

CREATE TABLE delivery (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    party_id INTEGER NOT NULL,
    order_id INTEGER,
    day INTEGER NOT NULL,
    number VARCHAR NOT NULL,
    due_day INTEGER,
    note VARCHAR NOT NULL,
    in_the_books BOOLEAN NOT NULL,
    source VARCHAR NOT NULL,
    external_id VARCHAR,
    made_at INTEGER NOT NULL,
    CONSTRAINT uq_delivery_source_external_id UNIQUE (source, external_id),
    CONSTRAINT uq_delivery_uuid UNIQUE (uuid),
    CONSTRAINT fk_delivery_party_id FOREIGN KEY(party_id) REFERENCES party (id),
    CONSTRAINT fk_delivery_order_id FOREIGN KEY(order_id) REFERENCES purchase_order (id)
);

CREATE INDEX ix_delivery_day ON delivery (day);

CREATE INDEX ix_delivery_order_id ON delivery (order_id);

CREATE INDEX ix_delivery_party_id_day ON delivery (party_id, day);

CREATE TABLE order_line (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    order_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    item_id INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    price INTEGER,
    tax_on_top INTEGER,
    CONSTRAINT uq_order_line_order_id_position UNIQUE (order_id, position),
    CONSTRAINT fk_order_line_order_id FOREIGN KEY(order_id) REFERENCES purchase_order (id),
    CONSTRAINT fk_order_line_item_id FOREIGN KEY(item_id) REFERENCES item (id)
);

CREATE INDEX ix_order_line_item_id ON order_line (item_id);

CREATE TABLE sale_item (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    sale_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    item_id INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    quantity INTEGER NOT NULL,
    amount INTEGER,
    CONSTRAINT fk_sale_item_sale_id FOREIGN KEY(sale_id) REFERENCES sale (id),
    CONSTRAINT fk_sale_item_item_id FOREIGN KEY(item_id) REFERENCES item (id)
);

CREATE INDEX ix_sale_item_item_id_sale_id_quantity_amount ON sale_item (item_id, sale_id, quantity, amount);

CREATE UNIQUE INDEX ix_sale_item_sale_id_position_item_id ON sale_item (sale_id, position, item_id);

CREATE TABLE supplier_price (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    supplier_item_id INTEGER NOT NULL,
    from_day INTEGER NOT NULL,
    price INTEGER NOT NULL,
    tax_on_top INTEGER,
    CONSTRAINT uq_supplier_price_supplier_item_id_from_day UNIQUE (supplier_item_id, from_day),
    CONSTRAINT uq_supplier_price_uuid UNIQUE (uuid),
    CONSTRAINT fk_supplier_price_supplier_item_id FOREIGN KEY(supplier_item_id) REFERENCES supplier_item (id)
);

CREATE TABLE survey_request (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    survey_id INTEGER NOT NULL,
    party_id INTEGER NOT NULL,
    about VARCHAR NOT NULL,
    sale_id INTEGER,
    due_day INTEGER NOT NULL,
    asked_day INTEGER,
    answered_day INTEGER,
    dropped_day INTEGER,
    made_at INTEGER NOT NULL,
    CONSTRAINT uq_survey_request_uuid UNIQUE (uuid),
    CONSTRAINT fk_survey_request_survey_id FOREIGN KEY(survey_id) REFERENCES survey (id),
    CONSTRAINT fk_survey_request_party_id FOREIGN KEY(party_id) REFERENCES party (id),
    CONSTRAINT fk_survey_request_sale_id FOREIGN KEY(sale_id) REFERENCES sale (id)
);

CREATE INDEX ix_survey_request_party_id ON survey_request (party_id);

CREATE INDEX ix_survey_request_sale_id ON survey_request (sale_id);

CREATE INDEX ix_survey_request_survey_id_due_day ON survey_request (survey_id, due_day);

CREATE TABLE delivery_document (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    delivery_id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    number VARCHAR NOT NULL,
    day INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    due_day INTEGER,
    file_name VARCHAR NOT NULL,
    sha256 BLOB,
    CONSTRAINT uq_delivery_document_uuid UNIQUE (uuid),
    CONSTRAINT fk_delivery_document_delivery_id FOREIGN KEY(delivery_id) REFERENCES delivery (id)
);

CREATE INDEX ix_delivery_document_delivery_id ON delivery_document (delivery_id);

CREATE TABLE delivery_line (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    delivery_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    item_id INTEGER NOT NULL,
    order_line_id INTEGER,
    received INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    price INTEGER,
    tax_on_top INTEGER,
    tax_code VARCHAR NOT NULL,
    value INTEGER,
    tax_amount INTEGER,
    why_refused VARCHAR NOT NULL,
    CONSTRAINT uq_delivery_line_delivery_id_position UNIQUE (delivery_id, position),
    CONSTRAINT fk_delivery_line_delivery_id FOREIGN KEY(delivery_id) REFERENCES delivery (id),
    CONSTRAINT fk_delivery_line_item_id FOREIGN KEY(item_id) REFERENCES item (id),
    CONSTRAINT fk_delivery_line_order_line_id FOREIGN KEY(order_line_id) REFERENCES order_line (id)
);

CREATE INDEX ix_delivery_line_item_id ON delivery_line (item_id);

CREATE INDEX ix_delivery_line_order_line_id ON delivery_line (order_line_id);

CREATE TABLE delivery_posting (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    delivery_id INTEGER NOT NULL,
    difference BOOLEAN NOT NULL,
    exchange_id INTEGER NOT NULL,
    CONSTRAINT fk_delivery_posting_delivery_id FOREIGN KEY(delivery_id) REFERENCES delivery (id),
    CONSTRAINT uq_delivery_posting_exchange_id UNIQUE (exchange_id),
    CONSTRAINT fk_delivery_posting_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id)
);

CREATE INDEX ix_delivery_posting_delivery_id ON delivery_posting (delivery_id);

CREATE TABLE training_posting (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    training_id INTEGER NOT NULL,
    exchange_id INTEGER NOT NULL,
    CONSTRAINT fk_training_posting_training_id FOREIGN KEY(training_id) REFERENCES training (id),
    CONSTRAINT uq_training_posting_exchange_id UNIQUE (exchange_id),
    CONSTRAINT fk_training_posting_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id)
);

CREATE INDEX ix_training_posting_training_id ON training_posting (training_id);

CREATE TABLE public_review (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    day INTEGER NOT NULL,
    place VARCHAR NOT NULL,
    rating INTEGER,
    author VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    party_id INTEGER,
    answered_day INTEGER,
    answer VARCHAR NOT NULL,
    follow_up_id INTEGER,
    source VARCHAR NOT NULL,
    external_id VARCHAR,
    made_at INTEGER NOT NULL,
    CONSTRAINT uq_public_review_source_external_id UNIQUE (source, external_id),
    CONSTRAINT uq_public_review_uuid UNIQUE (uuid),
    CONSTRAINT fk_public_review_party_id FOREIGN KEY(party_id) REFERENCES party (id),
    CONSTRAINT fk_public_review_follow_up_id FOREIGN KEY(follow_up_id) REFERENCES follow_up (id)
);

CREATE INDEX ix_public_review_day ON public_review (day);

CREATE INDEX ix_public_review_follow_up_id ON public_review (follow_up_id);

CREATE INDEX ix_public_review_party_id ON public_review (party_id);

CREATE TABLE survey_response (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    survey_id INTEGER NOT NULL,
    party_id INTEGER,
    request_id INTEGER,
    day INTEGER NOT NULL,
    score INTEGER,
    text VARCHAR NOT NULL,
    complaint BOOLEAN NOT NULL,
    follow_up_id INTEGER,
    source VARCHAR NOT NULL,
    external_id VARCHAR,
    made_at INTEGER NOT NULL,
    CONSTRAINT uq_survey_response_source_external_id UNIQUE (source, external_id),
    CONSTRAINT uq_survey_response_uuid UNIQUE (uuid),
    CONSTRAINT fk_survey_response_survey_id FOREIGN KEY(survey_id) REFERENCES survey (id),
    CONSTRAINT fk_survey_response_party_id FOREIGN KEY(party_id) REFERENCES party (id),
    CONSTRAINT fk_survey_response_request_id FOREIGN KEY(request_id) REFERENCES survey_request (id),
    CONSTRAINT fk_survey_response_follow_up_id FOREIGN KEY(follow_up_id) REFERENCES follow_up (id)
);

CREATE INDEX ix_survey_response_follow_up_id ON survey_response (follow_up_id);

CREATE INDEX ix_survey_response_party_id_day ON survey_response (party_id, day);

CREATE INDEX ix_survey_response_request_id ON survey_response (request_id);

CREATE INDEX ix_survey_response_survey_id_day ON survey_response (survey_id, day);
