CREATE TABLE document_content (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    sha256 BLOB NOT NULL,
    content BLOB NOT NULL,
    CONSTRAINT uq_document_content_sha256 UNIQUE (sha256)
);

CREATE TABLE our_offer (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    text VARCHAR NOT NULL,
    kind VARCHAR,
    CONSTRAINT uq_our_offer_uuid UNIQUE (uuid)
);

CREATE TABLE program (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    points INTEGER NOT NULL,
    per_amount INTEGER,
    rounding VARCHAR NOT NULL,
    point_value INTEGER NOT NULL,
    point_cost INTEGER NOT NULL,
    breakage INTEGER NOT NULL,
    expiry_months INTEGER,
    tier_months INTEGER,
    offline_limit INTEGER,
    from_day INTEGER NOT NULL,
    until_day INTEGER,
    CONSTRAINT uq_program_uuid UNIQUE (uuid)
);

CREATE TABLE promotion (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    title VARCHAR NOT NULL,
    audience VARCHAR NOT NULL,
    from_day INTEGER NOT NULL,
    until_day INTEGER,
    finished_on INTEGER,
    target INTEGER,
    margin_rate INTEGER,
    costs INTEGER NOT NULL,
    note VARCHAR NOT NULL,
    made_at INTEGER NOT NULL,
    CONSTRAINT uq_promotion_uuid UNIQUE (uuid)
);

CREATE INDEX ix_promotion_from_day_id ON promotion (from_day, id);

CREATE TABLE agreed_value (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    party_id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    what VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    value INTEGER NOT NULL,
    from_day INTEGER,
    to_day INTEGER,
    CONSTRAINT uq_agreed_value_uuid UNIQUE (uuid),
    CONSTRAINT fk_agreed_value_party_id FOREIGN KEY(party_id) REFERENCES party (id)
);

CREATE INDEX ix_agreed_value_party_id_kind ON agreed_value (party_id, kind);

CREATE TABLE agreement (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    title VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    from_day INTEGER NOT NULL,
    to_day INTEGER,
    signed_on INTEGER,
    signed_by VARCHAR NOT NULL,
    notice_days INTEGER,
    renew_months INTEGER,
    remind_days INTEGER NOT NULL,
    ended_on INTEGER,
    end_reason VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    made_at INTEGER NOT NULL,
    made_by INTEGER NOT NULL,
    CONSTRAINT uq_agreement_uuid UNIQUE (uuid),
    CONSTRAINT fk_agreement_made_by FOREIGN KEY(made_by) REFERENCES user (id)
);

CREATE TABLE coalition_partner (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    program_id INTEGER NOT NULL,
    party_id INTEGER NOT NULL,
    earns BOOLEAN NOT NULL,
    redeems BOOLEAN NOT NULL,
    rate INTEGER NOT NULL,
    prepaid BOOLEAN NOT NULL,
    alert_value INTEGER,
    from_day INTEGER,
    until_day INTEGER,
    CONSTRAINT uq_coalition_partner_program_id_party_id UNIQUE (program_id, party_id),
    CONSTRAINT uq_coalition_partner_uuid UNIQUE (uuid),
    CONSTRAINT fk_coalition_partner_program_id FOREIGN KEY(program_id) REFERENCES program (id),
    CONSTRAINT fk_coalition_partner_party_id FOREIGN KEY(party_id) REFERENCES party (id)
);

CREATE INDEX ix_coalition_partner_party_id ON coalition_partner (party_id);

CREATE TABLE coalition_payment (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    program_id INTEGER NOT NULL,
    from_id INTEGER NOT NULL,
    to_id INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    day INTEGER NOT NULL,
    note VARCHAR NOT NULL,
    CONSTRAINT uq_coalition_payment_uuid UNIQUE (uuid),
    CONSTRAINT fk_coalition_payment_program_id FOREIGN KEY(program_id) REFERENCES program (id),
    CONSTRAINT fk_coalition_payment_from_id FOREIGN KEY(from_id) REFERENCES party (id),
    CONSTRAINT fk_coalition_payment_to_id FOREIGN KEY(to_id) REFERENCES party (id)
);

CREATE INDEX ix_coalition_payment_program_id_day ON coalition_payment (program_id, day);

CREATE TABLE coalition_settlement (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    program_id INTEGER NOT NULL,
    from_day INTEGER NOT NULL,
    until_day INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    signed_day INTEGER,
    document VARCHAR NOT NULL,
    reversed_day INTEGER,
    CONSTRAINT uq_coalition_settlement_uuid UNIQUE (uuid),
    CONSTRAINT fk_coalition_settlement_program_id FOREIGN KEY(program_id) REFERENCES program (id)
);

CREATE INDEX ix_coalition_settlement_program_id_until_day ON coalition_settlement (program_id, until_day);

CREATE TABLE coalition_terms (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    program_id INTEGER NOT NULL,
    due VARCHAR NOT NULL,
    keeper_id INTEGER,
    overspending VARCHAR NOT NULL,
    CONSTRAINT uq_coalition_terms_program_id UNIQUE (program_id),
    CONSTRAINT fk_coalition_terms_program_id FOREIGN KEY(program_id) REFERENCES program (id),
    CONSTRAINT fk_coalition_terms_keeper_id FOREIGN KEY(keeper_id) REFERENCES party (id)
);

CREATE TABLE gift_card (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    code VARCHAR NOT NULL,
    purpose VARCHAR NOT NULL,
    buyer_id INTEGER,
    day INTEGER NOT NULL,
    until_day INTEGER,
    CONSTRAINT uq_gift_card_uuid UNIQUE (uuid),
    CONSTRAINT uq_gift_card_code UNIQUE (code),
    CONSTRAINT fk_gift_card_buyer_id FOREIGN KEY(buyer_id) REFERENCES party (id)
);

CREATE INDEX ix_gift_card_buyer_id ON gift_card (buyer_id) WHERE buyer_id IS NOT NULL;

CREATE INDEX ix_gift_card_day_id ON gift_card (day, id);

CREATE TABLE joint_buying (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    what VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    supplier_id INTEGER,
    day INTEGER NOT NULL,
    freight INTEGER NOT NULL,
    freight_rule VARCHAR NOT NULL,
    goods_bill INTEGER,
    note VARCHAR NOT NULL,
    made_at INTEGER NOT NULL,
    CONSTRAINT uq_joint_buying_uuid UNIQUE (uuid),
    CONSTRAINT fk_joint_buying_supplier_id FOREIGN KEY(supplier_id) REFERENCES party (id)
);

CREATE INDEX ix_joint_buying_day ON joint_buying (day);

CREATE INDEX ix_joint_buying_supplier_id ON joint_buying (supplier_id);

CREATE TABLE member (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    program_id INTEGER NOT NULL,
    number VARCHAR NOT NULL,
    party_id INTEGER,
    home_party_id INTEGER,
    joined INTEGER NOT NULL,
    closed INTEGER,
    merged_into_id INTEGER,
    CONSTRAINT uq_member_uuid UNIQUE (uuid),
    CONSTRAINT fk_member_program_id FOREIGN KEY(program_id) REFERENCES program (id),
    CONSTRAINT uq_member_number UNIQUE (number),
    CONSTRAINT fk_member_party_id FOREIGN KEY(party_id) REFERENCES party (id),
    CONSTRAINT fk_member_home_party_id FOREIGN KEY(home_party_id) REFERENCES party (id),
    CONSTRAINT fk_member_merged_into_id FOREIGN KEY(merged_into_id) REFERENCES member (id)
);

CREATE INDEX ix_member_home_party_id ON member (home_party_id) WHERE home_party_id IS NOT NULL;

CREATE INDEX ix_member_merged_into_id ON member (merged_into_id) WHERE merged_into_id IS NOT NULL;

CREATE INDEX ix_member_party_id ON member (party_id) WHERE party_id IS NOT NULL;

CREATE INDEX ix_member_program_id_joined ON member (program_id, joined);

CREATE TABLE offer (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    promotion_id INTEGER NOT NULL,
    party_id INTEGER,
    form VARCHAR NOT NULL,
    percent INTEGER,
    amount INTEGER,
    price INTEGER,
    worth INTEGER,
    buy INTEGER,
    get INTEGER,
    least INTEGER,
    things VARCHAR NOT NULL,
    CONSTRAINT uq_offer_uuid UNIQUE (uuid),
    CONSTRAINT fk_offer_promotion_id FOREIGN KEY(promotion_id) REFERENCES promotion (id),
    CONSTRAINT fk_offer_party_id FOREIGN KEY(party_id) REFERENCES party (id)
);

CREATE INDEX ix_offer_party_id ON offer (party_id);

CREATE INDEX ix_offer_promotion_id ON offer (promotion_id);

CREATE TABLE program_exclusion (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    program_id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    role VARCHAR,
    from_day INTEGER,
    until_day INTEGER,
    what VARCHAR NOT NULL,
    CONSTRAINT fk_program_exclusion_program_id FOREIGN KEY(program_id) REFERENCES program (id)
);

CREATE INDEX ix_program_exclusion_program_id ON program_exclusion (program_id);

CREATE TABLE program_tier (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    program_id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    from_spend INTEGER NOT NULL,
    factor INTEGER NOT NULL,
    CONSTRAINT uq_program_tier_program_id_from_spend UNIQUE (program_id, from_spend),
    CONSTRAINT fk_program_tier_program_id FOREIGN KEY(program_id) REFERENCES program (id)
);

CREATE TABLE promotion_exposure (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    promotion_id INTEGER NOT NULL,
    party_id INTEGER NOT NULL,
    direction VARCHAR NOT NULL,
    day INTEGER NOT NULL,
    what VARCHAR NOT NULL,
    quantity INTEGER NOT NULL,
    value INTEGER,
    CONSTRAINT uq_promotion_exposure_uuid UNIQUE (uuid),
    CONSTRAINT fk_promotion_exposure_promotion_id FOREIGN KEY(promotion_id) REFERENCES promotion (id),
    CONSTRAINT fk_promotion_exposure_party_id FOREIGN KEY(party_id) REFERENCES party (id)
);

CREATE INDEX ix_promotion_exposure_party_id ON promotion_exposure (party_id);

CREATE INDEX ix_promotion_exposure_promotion_id_day ON promotion_exposure (promotion_id, day);

CREATE TABLE promotion_partner (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    promotion_id INTEGER NOT NULL,
    party_id INTEGER NOT NULL,
    our_share INTEGER NOT NULL,
    their_share INTEGER NOT NULL,
    margin_rate INTEGER,
    costs INTEGER NOT NULL,
    CONSTRAINT uq_promotion_partner_promotion_id_party_id UNIQUE (promotion_id, party_id),
    CONSTRAINT fk_promotion_partner_promotion_id FOREIGN KEY(promotion_id) REFERENCES promotion (id),
    CONSTRAINT fk_promotion_partner_party_id FOREIGN KEY(party_id) REFERENCES party (id)
);

CREATE INDEX ix_promotion_partner_party_id ON promotion_partner (party_id);

CREATE TABLE reward (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    program_id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    points INTEGER NOT NULL,
    value INTEGER,
    cost INTEGER,
    from_day INTEGER,
    until_day INTEGER,
    CONSTRAINT uq_reward_uuid UNIQUE (uuid),
    CONSTRAINT fk_reward_program_id FOREIGN KEY(program_id) REFERENCES program (id)
);

CREATE INDEX ix_reward_program_id ON reward (program_id);

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

CREATE TABLE shared_resource (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    name VARCHAR NOT NULL,
    owner_id INTEGER,
    kind VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    retired_at INTEGER,
    CONSTRAINT uq_shared_resource_uuid UNIQUE (uuid),
    CONSTRAINT fk_shared_resource_owner_id FOREIGN KEY(owner_id) REFERENCES party (id)
);

CREATE INDEX ix_shared_resource_owner_id ON shared_resource (owner_id);

CREATE TABLE agreement_document (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    agreement_id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    size INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    added_at INTEGER NOT NULL,
    added_by INTEGER NOT NULL,
    CONSTRAINT uq_agreement_document_uuid UNIQUE (uuid),
    CONSTRAINT fk_agreement_document_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id),
    CONSTRAINT fk_agreement_document_added_by FOREIGN KEY(added_by) REFERENCES user (id)
);

CREATE INDEX ix_agreement_document_agreement_id ON agreement_document (agreement_id);

CREATE TABLE agreement_party (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    agreement_id INTEGER NOT NULL,
    party_id INTEGER NOT NULL,
    CONSTRAINT uq_agreement_party_agreement_id_party_id UNIQUE (agreement_id, party_id),
    CONSTRAINT fk_agreement_party_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id),
    CONSTRAINT fk_agreement_party_party_id FOREIGN KEY(party_id) REFERENCES party (id)
);

CREATE INDEX ix_agreement_party_party_id ON agreement_party (party_id);

CREATE TABLE clause (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    agreement_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    party_id INTEGER,
    direction INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    amount INTEGER,
    count INTEGER,
    unit VARCHAR NOT NULL,
    what VARCHAR NOT NULL,
    rhythm VARCHAR NOT NULL,
    due_day INTEGER,
    CONSTRAINT uq_clause_uuid UNIQUE (uuid),
    CONSTRAINT fk_clause_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id),
    CONSTRAINT fk_clause_party_id FOREIGN KEY(party_id) REFERENCES party (id)
);

CREATE INDEX ix_clause_agreement_id ON clause (agreement_id);

CREATE INDEX ix_clause_party_id ON clause (party_id);

CREATE TABLE coalition_claim (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    settlement_id INTEGER NOT NULL,
    debtor_id INTEGER,
    creditor_id INTEGER,
    points INTEGER NOT NULL,
    overspent INTEGER NOT NULL,
    rate INTEGER NOT NULL,
    value INTEGER NOT NULL,
    CONSTRAINT fk_coalition_claim_settlement_id FOREIGN KEY(settlement_id) REFERENCES coalition_settlement (id),
    CONSTRAINT fk_coalition_claim_debtor_id FOREIGN KEY(debtor_id) REFERENCES party (id),
    CONSTRAINT fk_coalition_claim_creditor_id FOREIGN KEY(creditor_id) REFERENCES party (id)
);

CREATE INDEX ix_coalition_claim_settlement_id ON coalition_claim (settlement_id);

CREATE TABLE coalition_item (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    settlement_id INTEGER NOT NULL,
    movement INTEGER NOT NULL,
    debtor_id INTEGER,
    creditor_id INTEGER,
    points INTEGER NOT NULL,
    overspent INTEGER NOT NULL,
    CONSTRAINT fk_coalition_item_settlement_id FOREIGN KEY(settlement_id) REFERENCES coalition_settlement (id),
    CONSTRAINT fk_coalition_item_debtor_id FOREIGN KEY(debtor_id) REFERENCES party (id),
    CONSTRAINT fk_coalition_item_creditor_id FOREIGN KEY(creditor_id) REFERENCES party (id)
);

CREATE INDEX ix_coalition_item_movement ON coalition_item (movement);

CREATE INDEX ix_coalition_item_settlement_id ON coalition_item (settlement_id);

CREATE TABLE coalition_netting (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    settlement_id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    debtor_id INTEGER,
    creditor_id INTEGER,
    amount INTEGER NOT NULL,
    payment_id INTEGER,
    CONSTRAINT fk_coalition_netting_settlement_id FOREIGN KEY(settlement_id) REFERENCES coalition_settlement (id),
    CONSTRAINT fk_coalition_netting_debtor_id FOREIGN KEY(debtor_id) REFERENCES party (id),
    CONSTRAINT fk_coalition_netting_creditor_id FOREIGN KEY(creditor_id) REFERENCES party (id),
    CONSTRAINT fk_coalition_netting_payment_id FOREIGN KEY(payment_id) REFERENCES coalition_payment (id)
);

CREATE INDEX ix_coalition_netting_payment_id ON coalition_netting (payment_id);

CREATE INDEX ix_coalition_netting_settlement_id ON coalition_netting (settlement_id);

CREATE TABLE consignment (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    party_id INTEGER NOT NULL,
    agreement_id INTEGER,
    owner VARCHAR NOT NULL,
    what VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    price INTEGER NOT NULL,
    commission INTEGER NOT NULL,
    moves INTEGER NOT NULL,
    CONSTRAINT uq_consignment_uuid UNIQUE (uuid),
    CONSTRAINT fk_consignment_party_id FOREIGN KEY(party_id) REFERENCES party (id),
    CONSTRAINT fk_consignment_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id)
);

CREATE INDEX ix_consignment_agreement_id ON consignment (agreement_id);

CREATE INDEX ix_consignment_party_id ON consignment (party_id);

CREATE TABLE gift_card_movement (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    gift_card_id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    amount INTEGER NOT NULL,
    day INTEGER NOT NULL,
    belongs_to INTEGER,
    recorded_at INTEGER NOT NULL,
    party_id INTEGER,
    sale_id INTEGER,
    payment VARCHAR,
    receipt VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    CONSTRAINT uq_gift_card_movement_uuid UNIQUE (uuid),
    CONSTRAINT fk_gift_card_movement_gift_card_id FOREIGN KEY(gift_card_id) REFERENCES gift_card (id),
    CONSTRAINT fk_gift_card_movement_party_id FOREIGN KEY(party_id) REFERENCES party (id),
    CONSTRAINT fk_gift_card_movement_sale_id FOREIGN KEY(sale_id) REFERENCES sale (id)
);

CREATE INDEX ix_gift_card_movement_party_id ON gift_card_movement (party_id) WHERE party_id IS NOT NULL;

CREATE INDEX ix_gift_card_movement_sale_id ON gift_card_movement (sale_id) WHERE sale_id IS NOT NULL;

CREATE INDEX ix_gift_card_movement_sums ON gift_card_movement (gift_card_id, day, kind, amount);

CREATE TABLE joint_buying_share (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    joint_buying_id INTEGER NOT NULL,
    party_id INTEGER,
    quantity INTEGER NOT NULL,
    CONSTRAINT fk_joint_buying_share_joint_buying_id FOREIGN KEY(joint_buying_id) REFERENCES joint_buying (id),
    CONSTRAINT fk_joint_buying_share_party_id FOREIGN KEY(party_id) REFERENCES party (id)
);

CREATE INDEX ix_joint_buying_share_joint_buying_id ON joint_buying_share (joint_buying_id);

CREATE INDEX ix_joint_buying_share_party_id ON joint_buying_share (party_id);

CREATE TABLE joint_buying_step (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    joint_buying_id INTEGER NOT NULL,
    from_quantity INTEGER NOT NULL,
    price INTEGER NOT NULL,
    CONSTRAINT uq_joint_buying_step_joint_buying_id_from_quantity UNIQUE (joint_buying_id, from_quantity),
    CONSTRAINT fk_joint_buying_step_joint_buying_id FOREIGN KEY(joint_buying_id) REFERENCES joint_buying (id)
);

CREATE TABLE joint_product (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    party_id INTEGER NOT NULL,
    agreement_id INTEGER,
    name VARCHAR NOT NULL,
    price INTEGER NOT NULL,
    commission INTEGER NOT NULL,
    their_amount INTEGER,
    their_percent INTEGER,
    ended_on INTEGER,
    CONSTRAINT uq_joint_product_uuid UNIQUE (uuid),
    CONSTRAINT fk_joint_product_party_id FOREIGN KEY(party_id) REFERENCES party (id),
    CONSTRAINT fk_joint_product_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id)
);

CREATE INDEX ix_joint_product_agreement_id ON joint_product (agreement_id);

CREATE INDEX ix_joint_product_party_id ON joint_product (party_id);

CREATE TABLE kept_member (
    member_id INTEGER NOT NULL,
    balance INTEGER NOT NULL,
    CONSTRAINT pk_kept_member PRIMARY KEY (member_id),
    CONSTRAINT fk_kept_member_member_id FOREIGN KEY(member_id) REFERENCES member (id)
);

CREATE TABLE member_code (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    code VARCHAR NOT NULL,
    member_id INTEGER NOT NULL,
    points INTEGER,
    made INTEGER NOT NULL,
    until_day INTEGER,
    void INTEGER,
    CONSTRAINT uq_member_code_code UNIQUE (code),
    CONSTRAINT fk_member_code_member_id FOREIGN KEY(member_id) REFERENCES member (id)
);

CREATE INDEX ix_member_code_member_id ON member_code (member_id);

CREATE TABLE voucher_batch (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    promotion_id INTEGER NOT NULL,
    offer_id INTEGER NOT NULL,
    hander_id INTEGER,
    "group" VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    uses INTEGER,
    partial BOOLEAN NOT NULL,
    from_day INTEGER,
    until_day INTEGER,
    size INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    CONSTRAINT uq_voucher_batch_uuid UNIQUE (uuid),
    CONSTRAINT fk_voucher_batch_promotion_id FOREIGN KEY(promotion_id) REFERENCES promotion (id),
    CONSTRAINT fk_voucher_batch_offer_id FOREIGN KEY(offer_id) REFERENCES offer (id),
    CONSTRAINT fk_voucher_batch_hander_id FOREIGN KEY(hander_id) REFERENCES party (id)
);

CREATE INDEX ix_voucher_batch_hander_id ON voucher_batch (hander_id);

CREATE INDEX ix_voucher_batch_offer_id ON voucher_batch (offer_id);

CREATE INDEX ix_voucher_batch_promotion_id ON voucher_batch (promotion_id);

CREATE TABLE agreement_exchange (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    agreement_id INTEGER NOT NULL,
    exchange_id INTEGER NOT NULL,
    CONSTRAINT fk_agreement_exchange_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id),
    CONSTRAINT uq_agreement_exchange_exchange_id UNIQUE (exchange_id),
    CONSTRAINT fk_agreement_exchange_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id)
);

CREATE INDEX ix_agreement_exchange_agreement_id ON agreement_exchange (agreement_id);

CREATE TABLE coalition_posting (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    settlement_id INTEGER NOT NULL,
    exchange_id INTEGER NOT NULL,
    CONSTRAINT fk_coalition_posting_settlement_id FOREIGN KEY(settlement_id) REFERENCES coalition_settlement (id),
    CONSTRAINT fk_coalition_posting_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id)
);

CREATE INDEX ix_coalition_posting_exchange_id ON coalition_posting (exchange_id);

CREATE INDEX ix_coalition_posting_settlement_id ON coalition_posting (settlement_id);

CREATE TABLE consignment_movement (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    consignment_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    quantity INTEGER NOT NULL,
    price INTEGER NOT NULL,
    commission INTEGER NOT NULL,
    CONSTRAINT uq_consignment_movement_uuid UNIQUE (uuid),
    CONSTRAINT fk_consignment_movement_consignment_id FOREIGN KEY(consignment_id) REFERENCES consignment (id)
);

CREATE INDEX ix_consignment_movement_consignment_id_day ON consignment_movement (consignment_id, day);

CREATE TABLE joint_buying_posting (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    share_id INTEGER NOT NULL,
    exchange_id INTEGER NOT NULL,
    CONSTRAINT fk_joint_buying_posting_share_id FOREIGN KEY(share_id) REFERENCES joint_buying_share (id),
    CONSTRAINT uq_joint_buying_posting_exchange_id UNIQUE (exchange_id),
    CONSTRAINT fk_joint_buying_posting_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id)
);

CREATE INDEX ix_joint_buying_posting_share_id ON joint_buying_posting (share_id);

CREATE TABLE joint_sale (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    joint_product_id INTEGER NOT NULL,
    from_day INTEGER NOT NULL,
    to_day INTEGER NOT NULL,
    seller VARCHAR NOT NULL,
    quantity INTEGER NOT NULL,
    total INTEGER NOT NULL,
    commission INTEGER NOT NULL,
    theirs INTEGER NOT NULL,
    ours INTEGER NOT NULL,
    CONSTRAINT uq_joint_sale_uuid UNIQUE (uuid),
    CONSTRAINT fk_joint_sale_joint_product_id FOREIGN KEY(joint_product_id) REFERENCES joint_product (id)
);

CREATE INDEX ix_joint_sale_joint_product_id_to_day ON joint_sale (joint_product_id, to_day);

CREATE TABLE movement (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    program_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    points INTEGER NOT NULL,
    day INTEGER NOT NULL,
    belongs_to INTEGER,
    recorded_at INTEGER NOT NULL,
    paid INTEGER,
    pieces INTEGER,
    rule_points INTEGER,
    rule_amount INTEGER,
    sale_id INTEGER,
    reward_id INTEGER,
    code_id INTEGER,
    issuer_party_id INTEGER,
    shop_party_id INTEGER,
    returns_id INTEGER,
    linked_id INTEGER,
    reason VARCHAR NOT NULL,
    source VARCHAR,
    external_id VARCHAR,
    CONSTRAINT uq_movement_source_external_id UNIQUE (source, external_id),
    CONSTRAINT uq_movement_uuid UNIQUE (uuid),
    CONSTRAINT fk_movement_program_id FOREIGN KEY(program_id) REFERENCES program (id),
    CONSTRAINT fk_movement_member_id FOREIGN KEY(member_id) REFERENCES member (id),
    CONSTRAINT fk_movement_sale_id FOREIGN KEY(sale_id) REFERENCES sale (id),
    CONSTRAINT fk_movement_reward_id FOREIGN KEY(reward_id) REFERENCES reward (id),
    CONSTRAINT uq_movement_code_id UNIQUE (code_id),
    CONSTRAINT fk_movement_code_id FOREIGN KEY(code_id) REFERENCES member_code (id),
    CONSTRAINT fk_movement_issuer_party_id FOREIGN KEY(issuer_party_id) REFERENCES party (id),
    CONSTRAINT fk_movement_shop_party_id FOREIGN KEY(shop_party_id) REFERENCES party (id),
    CONSTRAINT fk_movement_returns_id FOREIGN KEY(returns_id) REFERENCES movement (id),
    CONSTRAINT fk_movement_linked_id FOREIGN KEY(linked_id) REFERENCES movement (id)
);

CREATE INDEX ix_movement_issuer_party_id_day ON movement (issuer_party_id, day) WHERE issuer_party_id IS NOT NULL;

CREATE INDEX ix_movement_linked_id ON movement (linked_id) WHERE linked_id IS NOT NULL;

CREATE INDEX ix_movement_member_id_day_id ON movement (member_id, day, id);

CREATE INDEX ix_movement_returns_id ON movement (returns_id) WHERE returns_id IS NOT NULL;

CREATE INDEX ix_movement_reward_id ON movement (reward_id) WHERE reward_id IS NOT NULL;

CREATE INDEX ix_movement_sale_id ON movement (sale_id) WHERE sale_id IS NOT NULL;

CREATE INDEX ix_movement_shop_party_id_day ON movement (shop_party_id, day) WHERE shop_party_id IS NOT NULL;

CREATE INDEX ix_movement_sums ON movement (program_id, day, kind, points);

CREATE INDEX ix_movement_used ON movement (member_id, day) WHERE kind = 'redeem';

CREATE TABLE promotion_posting (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    promotion_id INTEGER NOT NULL,
    party_id INTEGER NOT NULL,
    month INTEGER NOT NULL,
    exchange_id INTEGER NOT NULL,
    CONSTRAINT fk_promotion_posting_promotion_id FOREIGN KEY(promotion_id) REFERENCES promotion (id),
    CONSTRAINT fk_promotion_posting_party_id FOREIGN KEY(party_id) REFERENCES party (id),
    CONSTRAINT fk_promotion_posting_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id)
);

CREATE INDEX ix_promotion_posting_exchange_id ON promotion_posting (exchange_id);

CREATE INDEX ix_promotion_posting_party_id ON promotion_posting (party_id);

CREATE INDEX ix_promotion_posting_promotion_id_party_id_month ON promotion_posting (promotion_id, party_id, month);

CREATE TABLE sale_posting (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    sale_id INTEGER NOT NULL,
    exchange_id INTEGER NOT NULL,
    CONSTRAINT fk_sale_posting_sale_id FOREIGN KEY(sale_id) REFERENCES sale (id),
    CONSTRAINT fk_sale_posting_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id)
);

CREATE INDEX ix_sale_posting_exchange_id ON sale_posting (exchange_id);

CREATE INDEX ix_sale_posting_sale_id ON sale_posting (sale_id);

CREATE TABLE voucher (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    batch_id INTEGER NOT NULL,
    code VARCHAR NOT NULL,
    CONSTRAINT fk_voucher_batch_id FOREIGN KEY(batch_id) REFERENCES voucher_batch (id),
    CONSTRAINT uq_voucher_code UNIQUE (code)
);

CREATE INDEX ix_voucher_batch_id_id ON voucher (batch_id, id);

CREATE TABLE voucher_hand_out (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    batch_id INTEGER NOT NULL,
    party_id INTEGER,
    day INTEGER NOT NULL,
    count INTEGER NOT NULL,
    CONSTRAINT fk_voucher_hand_out_batch_id FOREIGN KEY(batch_id) REFERENCES voucher_batch (id),
    CONSTRAINT fk_voucher_hand_out_party_id FOREIGN KEY(party_id) REFERENCES party (id)
);

CREATE INDEX ix_voucher_hand_out_batch_id ON voucher_hand_out (batch_id);

CREATE INDEX ix_voucher_hand_out_party_id ON voucher_hand_out (party_id);

CREATE TABLE consignment_posting (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    movement_id INTEGER NOT NULL,
    exchange_id INTEGER NOT NULL,
    CONSTRAINT fk_consignment_posting_movement_id FOREIGN KEY(movement_id) REFERENCES consignment_movement (id),
    CONSTRAINT fk_consignment_posting_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id)
);

CREATE INDEX ix_consignment_posting_exchange_id ON consignment_posting (exchange_id);

CREATE INDEX ix_consignment_posting_movement_id ON consignment_posting (movement_id);

CREATE TABLE joint_posting (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    joint_sale_id INTEGER NOT NULL,
    exchange_id INTEGER NOT NULL,
    CONSTRAINT fk_joint_posting_joint_sale_id FOREIGN KEY(joint_sale_id) REFERENCES joint_sale (id),
    CONSTRAINT fk_joint_posting_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id)
);

CREATE INDEX ix_joint_posting_exchange_id ON joint_posting (exchange_id);

CREATE INDEX ix_joint_posting_joint_sale_id ON joint_posting (joint_sale_id);

CREATE TABLE lot (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    program_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    movement_id INTEGER NOT NULL,
    issuer_party_id INTEGER,
    day INTEGER NOT NULL,
    expiry INTEGER,
    points INTEGER NOT NULL,
    CONSTRAINT fk_lot_program_id FOREIGN KEY(program_id) REFERENCES program (id),
    CONSTRAINT fk_lot_member_id FOREIGN KEY(member_id) REFERENCES member (id),
    CONSTRAINT fk_lot_movement_id FOREIGN KEY(movement_id) REFERENCES movement (id),
    CONSTRAINT fk_lot_issuer_party_id FOREIGN KEY(issuer_party_id) REFERENCES party (id)
);

CREATE INDEX ix_lot_issuer_party_id ON lot (issuer_party_id) WHERE issuer_party_id IS NOT NULL;

CREATE INDEX ix_lot_member_id ON lot (member_id);

CREATE INDEX ix_lot_movement_id ON lot (movement_id);

CREATE TABLE redemption (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    voucher_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    belongs_to INTEGER,
    shop_id INTEGER,
    party_id INTEGER,
    sale_id INTEGER,
    receipt VARCHAR NOT NULL,
    reduction INTEGER NOT NULL,
    revenue INTEGER,
    new_customer BOOLEAN,
    recorded_at INTEGER NOT NULL,
    source VARCHAR,
    external_id VARCHAR,
    CONSTRAINT uq_redemption_source_external_id UNIQUE (source, external_id),
    CONSTRAINT uq_redemption_uuid UNIQUE (uuid),
    CONSTRAINT fk_redemption_voucher_id FOREIGN KEY(voucher_id) REFERENCES voucher (id),
    CONSTRAINT fk_redemption_shop_id FOREIGN KEY(shop_id) REFERENCES party (id),
    CONSTRAINT fk_redemption_party_id FOREIGN KEY(party_id) REFERENCES party (id),
    CONSTRAINT fk_redemption_sale_id FOREIGN KEY(sale_id) REFERENCES sale (id)
);

CREATE INDEX ix_redemption_party_id ON redemption (party_id);

CREATE INDEX ix_redemption_receipt ON redemption (receipt) WHERE receipt <> '';

CREATE INDEX ix_redemption_sale_id ON redemption (sale_id) WHERE sale_id IS NOT NULL;

CREATE INDEX ix_redemption_shop_id ON redemption (shop_id);

CREATE INDEX ix_redemption_voucher_id_day_id ON redemption (voucher_id, day, id);

CREATE TABLE voucher_out (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    voucher_id INTEGER NOT NULL,
    hand_out_id INTEGER NOT NULL,
    CONSTRAINT uq_voucher_out_voucher_id UNIQUE (voucher_id),
    CONSTRAINT fk_voucher_out_voucher_id FOREIGN KEY(voucher_id) REFERENCES voucher (id),
    CONSTRAINT fk_voucher_out_hand_out_id FOREIGN KEY(hand_out_id) REFERENCES voucher_hand_out (id)
);

CREATE INDEX ix_voucher_out_hand_out_id ON voucher_out (hand_out_id);

CREATE TABLE voucher_void (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    voucher_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    reason VARCHAR NOT NULL,
    CONSTRAINT uq_voucher_void_voucher_id UNIQUE (voucher_id),
    CONSTRAINT fk_voucher_void_voucher_id FOREIGN KEY(voucher_id) REFERENCES voucher (id)
);

CREATE TABLE agreement_reminder (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    agreement_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    follow_up_id INTEGER NOT NULL,
    CONSTRAINT uq_agreement_reminder_agreement_id_day UNIQUE (agreement_id, day),
    CONSTRAINT fk_agreement_reminder_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id),
    CONSTRAINT fk_agreement_reminder_follow_up_id FOREIGN KEY(follow_up_id) REFERENCES follow_up (id)
);

CREATE INDEX ix_agreement_reminder_follow_up_id ON agreement_reminder (follow_up_id);

CREATE TABLE kept_lot (
    lot_id INTEGER NOT NULL,
    program_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    issuer_party_id INTEGER,
    day INTEGER NOT NULL,
    expiry INTEGER,
    rest INTEGER NOT NULL,
    CONSTRAINT pk_kept_lot PRIMARY KEY (lot_id),
    CONSTRAINT fk_kept_lot_lot_id FOREIGN KEY(lot_id) REFERENCES lot (id),
    CONSTRAINT fk_kept_lot_program_id FOREIGN KEY(program_id) REFERENCES program (id),
    CONSTRAINT fk_kept_lot_member_id FOREIGN KEY(member_id) REFERENCES member (id),
    CONSTRAINT fk_kept_lot_issuer_party_id FOREIGN KEY(issuer_party_id) REFERENCES party (id)
);

CREATE INDEX ix_kept_lot_member ON kept_lot (member_id, expiry, day, lot_id, issuer_party_id, rest);

CREATE INDEX ix_kept_lot_outstanding ON kept_lot (program_id, issuer_party_id, expiry, member_id, lot_id, rest);

CREATE TABLE loan (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    resource_id INTEGER NOT NULL,
    party_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    due_day INTEGER,
    returned_day INTEGER,
    quantity INTEGER,
    unit VARCHAR NOT NULL,
    price INTEGER,
    condition_out VARCHAR NOT NULL,
    condition_back VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    follow_up_id INTEGER,
    made_at INTEGER NOT NULL,
    CONSTRAINT uq_loan_uuid UNIQUE (uuid),
    CONSTRAINT fk_loan_resource_id FOREIGN KEY(resource_id) REFERENCES shared_resource (id),
    CONSTRAINT fk_loan_party_id FOREIGN KEY(party_id) REFERENCES party (id),
    CONSTRAINT fk_loan_follow_up_id FOREIGN KEY(follow_up_id) REFERENCES follow_up (id)
);

CREATE INDEX ix_loan_follow_up_id ON loan (follow_up_id);

CREATE INDEX ix_loan_party_id_day ON loan (party_id, day);

CREATE INDEX ix_loan_resource_id_day ON loan (resource_id, day);

CREATE INDEX ix_loan_returned_day_due_day ON loan (returned_day, due_day);

CREATE TABLE lot_draw (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    lot_id INTEGER NOT NULL,
    movement_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    points INTEGER NOT NULL,
    CONSTRAINT fk_lot_draw_lot_id FOREIGN KEY(lot_id) REFERENCES lot (id),
    CONSTRAINT fk_lot_draw_movement_id FOREIGN KEY(movement_id) REFERENCES movement (id)
);

CREATE INDEX ix_lot_draw_lot_id_day_points ON lot_draw (lot_id, day, points);

CREATE INDEX ix_lot_draw_movement_id_lot_id_points ON lot_draw (movement_id, lot_id, points);

CREATE TABLE redemption_return (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    redemption_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    belongs_to INTEGER,
    reduction INTEGER NOT NULL,
    revenue INTEGER NOT NULL,
    frees BOOLEAN NOT NULL,
    sale_id INTEGER,
    reason VARCHAR NOT NULL,
    CONSTRAINT fk_redemption_return_redemption_id FOREIGN KEY(redemption_id) REFERENCES redemption (id),
    CONSTRAINT fk_redemption_return_sale_id FOREIGN KEY(sale_id) REFERENCES sale (id)
);

CREATE INDEX ix_redemption_return_redemption_id ON redemption_return (redemption_id);

CREATE INDEX ix_redemption_return_sale_id ON redemption_return (sale_id) WHERE sale_id IS NOT NULL;

CREATE TABLE referral (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    way VARCHAR NOT NULL,
    party_id INTEGER NOT NULL,
    referred_id INTEGER NOT NULL,
    event VARCHAR NOT NULL,
    event_key VARCHAR NOT NULL,
    day INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    decided_day INTEGER,
    value_won INTEGER,
    qualified BOOLEAN NOT NULL,
    why_lost VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    follow_up_id INTEGER,
    made_at INTEGER NOT NULL,
    CONSTRAINT uq_referral_way_party_id_referred_id_event_key UNIQUE (way, party_id, referred_id, event_key),
    CONSTRAINT uq_referral_uuid UNIQUE (uuid),
    CONSTRAINT fk_referral_party_id FOREIGN KEY(party_id) REFERENCES party (id),
    CONSTRAINT fk_referral_referred_id FOREIGN KEY(referred_id) REFERENCES party (id),
    CONSTRAINT fk_referral_follow_up_id FOREIGN KEY(follow_up_id) REFERENCES follow_up (id)
);

CREATE INDEX ix_referral_day ON referral (day);

CREATE INDEX ix_referral_follow_up_id ON referral (follow_up_id);

CREATE INDEX ix_referral_party_id_day ON referral (party_id, day);

CREATE INDEX ix_referral_referred_id_day ON referral (referred_id, day);

CREATE INDEX ix_referral_state_day ON referral (state, day);

CREATE TABLE loan_posting (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    loan_id INTEGER NOT NULL,
    exchange_id INTEGER NOT NULL,
    CONSTRAINT fk_loan_posting_loan_id FOREIGN KEY(loan_id) REFERENCES loan (id),
    CONSTRAINT uq_loan_posting_exchange_id UNIQUE (exchange_id),
    CONSTRAINT fk_loan_posting_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id)
);

CREATE INDEX ix_loan_posting_loan_id ON loan_posting (loan_id);

CREATE TABLE promotion_posting_item (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    posting_id INTEGER NOT NULL,
    redemption_id INTEGER,
    return_id INTEGER,
    exposure_id INTEGER,
    CONSTRAINT fk_promotion_posting_item_posting_id FOREIGN KEY(posting_id) REFERENCES promotion_posting (id),
    CONSTRAINT fk_promotion_posting_item_redemption_id FOREIGN KEY(redemption_id) REFERENCES redemption (id),
    CONSTRAINT fk_promotion_posting_item_return_id FOREIGN KEY(return_id) REFERENCES redemption_return (id),
    CONSTRAINT fk_promotion_posting_item_exposure_id FOREIGN KEY(exposure_id) REFERENCES promotion_exposure (id)
);

CREATE INDEX ix_promotion_posting_item_exposure_id ON promotion_posting_item (exposure_id);

CREATE INDEX ix_promotion_posting_item_posting_id ON promotion_posting_item (posting_id);

CREATE INDEX ix_promotion_posting_item_redemption_id ON promotion_posting_item (redemption_id);

CREATE INDEX ix_promotion_posting_item_return_id ON promotion_posting_item (return_id);

CREATE TABLE referral_posting (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    referral_id INTEGER NOT NULL,
    part VARCHAR NOT NULL,
    exchange_id INTEGER NOT NULL,
    CONSTRAINT fk_referral_posting_referral_id FOREIGN KEY(referral_id) REFERENCES referral (id),
    CONSTRAINT uq_referral_posting_exchange_id UNIQUE (exchange_id),
    CONSTRAINT fk_referral_posting_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id)
);

CREATE INDEX ix_referral_posting_referral_id_part ON referral_posting (referral_id, part);

CREATE TABLE referral_reward (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    referral_id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    what VARCHAR NOT NULL,
    value INTEGER,
    hold_days INTEGER NOT NULL,
    taken_back_day INTEGER,
    why_taken_back VARCHAR NOT NULL,
    CONSTRAINT uq_referral_reward_referral_id UNIQUE (referral_id),
    CONSTRAINT fk_referral_reward_referral_id FOREIGN KEY(referral_id) REFERENCES referral (id)
);
