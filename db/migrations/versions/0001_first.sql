CREATE TABLE kept_month (
    month INTEGER NOT NULL,
    in_touch INTEGER NOT NULL,
    they_owe INTEGER NOT NULL,
    we_owe INTEGER NOT NULL,
    favours_given INTEGER NOT NULL,
    favours_received INTEGER NOT NULL,
    favours_given_unpriced INTEGER NOT NULL,
    favours_received_unpriced INTEGER NOT NULL,
    late INTEGER NOT NULL,
    CONSTRAINT pk_kept_month PRIMARY KEY (month)
);

CREATE TABLE party (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    kind VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    sort_name VARCHAR NOT NULL,
    about VARCHAR NOT NULL,
    mode VARCHAR NOT NULL,
    interval_days INTEGER,
    clock_start INTEGER NOT NULL,
    language VARCHAR NOT NULL,
    band INTEGER,
    settle_by INTEGER,
    soft_limit INTEGER,
    hard_limit INTEGER,
    walk_in BOOLEAN NOT NULL,
    created_at INTEGER NOT NULL,
    archived_at INTEGER,
    binned_at INTEGER,
    erased_at INTEGER,
    source VARCHAR,
    external_id VARCHAR,
    CONSTRAINT uq_party_source_external_id UNIQUE (source, external_id),
    CONSTRAINT uq_party_uuid UNIQUE (uuid)
);

CREATE INDEX ix_party_archived ON party (sort_name, id) WHERE archived_at IS NOT NULL AND binned_at IS NULL AND erased_at IS NULL AND walk_in = 0;

CREATE INDEX ix_party_binned_at ON party (binned_at) WHERE binned_at IS NOT NULL;

CREATE INDEX ix_party_listed ON party (sort_name, id, clock_start) WHERE archived_at IS NULL AND binned_at IS NULL AND erased_at IS NULL AND walk_in = 0;

CREATE TABLE setting (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    CONSTRAINT uq_setting_name UNIQUE (name)
);

CREATE TABLE store (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    name VARCHAR NOT NULL,
    currency VARCHAR NOT NULL,
    digits INTEGER NOT NULL,
    locale VARCHAR NOT NULL,
    fiscal_year_start INTEGER NOT NULL,
    local_area VARCHAR NOT NULL,
    example BOOLEAN NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT uq_store_uuid UNIQUE (uuid)
);

CREATE TABLE tag (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    name VARCHAR NOT NULL,
    folded VARCHAR NOT NULL,
    CONSTRAINT uq_tag_uuid UNIQUE (uuid),
    CONSTRAINT uq_tag_folded UNIQUE (folded)
);

CREATE TABLE token (
    word VARCHAR NOT NULL,
    party_id INTEGER NOT NULL,
    CONSTRAINT pk_token PRIMARY KEY (word, party_id)
)
 WITHOUT ROWID;

CREATE INDEX ix_token_party_id ON token (party_id);

CREATE TABLE user (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    name VARCHAR NOT NULL,
    owner BOOLEAN NOT NULL,
    active BOOLEAN NOT NULL,
    CONSTRAINT uq_user_uuid UNIQUE (uuid)
);

CREATE TABLE alias (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    party_id INTEGER NOT NULL,
    root_id INTEGER NOT NULL,
    CONSTRAINT uq_alias_party_id UNIQUE (party_id),
    CONSTRAINT fk_alias_party_id FOREIGN KEY(party_id) REFERENCES party (id),
    CONSTRAINT fk_alias_root_id FOREIGN KEY(root_id) REFERENCES party (id)
);

CREATE INDEX ix_alias_root_id ON alias (root_id);

CREATE TABLE contact_point (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    party_id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    match_key VARCHAR NOT NULL,
    street VARCHAR NOT NULL,
    postcode VARCHAR NOT NULL,
    town VARCHAR NOT NULL,
    region VARCHAR NOT NULL,
    country VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    CONSTRAINT fk_contact_point_party_id FOREIGN KEY(party_id) REFERENCES party (id)
);

CREATE INDEX ix_contact_point_match_key ON contact_point (match_key);

CREATE INDEX ix_contact_point_party_id_position ON contact_point (party_id, position);

CREATE TABLE form_copy (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    form VARCHAR NOT NULL,
    user_id INTEGER NOT NULL,
    content VARCHAR NOT NULL,
    saved_at INTEGER NOT NULL,
    CONSTRAINT uq_form_copy_form_user_id UNIQUE (form, user_id),
    CONSTRAINT fk_form_copy_user_id FOREIGN KEY(user_id) REFERENCES user (id)
);

CREATE TABLE important_date (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    party_id INTEGER NOT NULL,
    label VARCHAR NOT NULL,
    month INTEGER NOT NULL,
    day INTEGER NOT NULL,
    year INTEGER,
    CONSTRAINT fk_important_date_party_id FOREIGN KEY(party_id) REFERENCES party (id)
);

CREATE INDEX ix_important_date_month_day ON important_date (month, day);

CREATE INDEX ix_important_date_party_id ON important_date (party_id);

CREATE TABLE kept_balance (
    party_id INTEGER NOT NULL,
    asks VARCHAR NOT NULL,
    given INTEGER NOT NULL,
    received INTEGER NOT NULL,
    given_unpriced INTEGER NOT NULL,
    received_unpriced INTEGER NOT NULL,
    volume_given INTEGER NOT NULL,
    volume_received INTEGER NOT NULL,
    volume_given_unpriced INTEGER NOT NULL,
    volume_received_unpriced INTEGER NOT NULL,
    opening_given INTEGER NOT NULL,
    opening_received INTEGER NOT NULL,
    CONSTRAINT pk_kept_balance PRIMARY KEY (party_id, asks),
    CONSTRAINT fk_kept_balance_party_id FOREIGN KEY(party_id) REFERENCES party (id)
)
 WITHOUT ROWID;

CREATE TABLE kept_contact (
    party_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    CONSTRAINT pk_kept_contact PRIMARY KEY (party_id),
    CONSTRAINT fk_kept_contact_party_id FOREIGN KEY(party_id) REFERENCES party (id)
);

CREATE INDEX ix_kept_contact_day_party_id ON kept_contact (day, party_id);

CREATE TABLE kept_contact_month (
    party_id INTEGER NOT NULL,
    month INTEGER NOT NULL,
    count INTEGER NOT NULL,
    CONSTRAINT pk_kept_contact_month PRIMARY KEY (party_id, month),
    CONSTRAINT fk_kept_contact_month_party_id FOREIGN KEY(party_id) REFERENCES party (id)
)
 WITHOUT ROWID;

CREATE TABLE kept_touch (
    party_id INTEGER NOT NULL,
    from_day INTEGER NOT NULL,
    last_day INTEGER NOT NULL,
    interval_days INTEGER NOT NULL,
    CONSTRAINT pk_kept_touch PRIMARY KEY (party_id),
    CONSTRAINT fk_kept_touch_party_id FOREIGN KEY(party_id) REFERENCES party (id)
);

CREATE INDEX ix_kept_touch_due ON kept_touch (from_day, last_day, interval_days, party_id);

CREATE TABLE kept_turn (
    party_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    direction INTEGER NOT NULL,
    count INTEGER NOT NULL,
    CONSTRAINT pk_kept_turn PRIMARY KEY (party_id, day, direction),
    CONSTRAINT fk_kept_turn_party_id FOREIGN KEY(party_id) REFERENCES party (id)
)
 WITHOUT ROWID;

CREATE TABLE kept_whose_turn (
    party_id INTEGER NOT NULL,
    given_days INTEGER NOT NULL,
    received_days INTEGER NOT NULL,
    last_given INTEGER NOT NULL,
    last_received INTEGER NOT NULL,
    waiting INTEGER NOT NULL,
    CONSTRAINT pk_kept_whose_turn PRIMARY KEY (party_id),
    CONSTRAINT fk_kept_whose_turn_party_id FOREIGN KEY(party_id) REFERENCES party (id)
);

CREATE INDEX ix_kept_whose_turn_ours ON kept_whose_turn (waiting, last_received, party_id) WHERE waiting > 0;

CREATE TABLE need_or_offer (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    party_id INTEGER NOT NULL,
    side VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    kind VARCHAR,
    CONSTRAINT fk_need_or_offer_party_id FOREIGN KEY(party_id) REFERENCES party (id)
);

CREATE INDEX ix_need_or_offer_party_id ON need_or_offer (party_id);

CREATE TABLE note (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    party_id INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    written_at INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    CONSTRAINT fk_note_party_id FOREIGN KEY(party_id) REFERENCES party (id),
    CONSTRAINT fk_note_user_id FOREIGN KEY(user_id) REFERENCES user (id)
);

CREATE INDEX ix_note_party_id ON note (party_id);

CREATE TABLE operation (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    "key" VARCHAR NOT NULL,
    digest BLOB NOT NULL,
    moment INTEGER NOT NULL,
    actor_id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    words VARCHAR NOT NULL,
    subjects VARCHAR NOT NULL,
    undoes_id INTEGER,
    undo_depth INTEGER NOT NULL,
    batch VARCHAR,
    undoable INTEGER NOT NULL,
    answer VARCHAR NOT NULL,
    CONSTRAINT uq_operation_uuid UNIQUE (uuid),
    CONSTRAINT uq_operation_key UNIQUE ("key"),
    CONSTRAINT fk_operation_actor_id FOREIGN KEY(actor_id) REFERENCES user (id),
    CONSTRAINT uq_operation_undoes_id UNIQUE (undoes_id),
    CONSTRAINT fk_operation_undoes_id FOREIGN KEY(undoes_id) REFERENCES operation (id)
);

CREATE TABLE party_role (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    party_id INTEGER NOT NULL,
    role VARCHAR NOT NULL,
    from_day INTEGER,
    until_day INTEGER,
    CONSTRAINT fk_party_role_party_id FOREIGN KEY(party_id) REFERENCES party (id)
);

CREATE INDEX ix_party_role_party_id_role_from_day_until_day ON party_role (party_id, role, from_day, until_day);

CREATE INDEX ix_party_role_role_party_id_from_day_until_day ON party_role (role, party_id, from_day, until_day);

CREATE TABLE party_tag (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    party_id INTEGER NOT NULL,
    tag_id INTEGER NOT NULL,
    CONSTRAINT uq_party_tag_party_id_tag_id UNIQUE (party_id, tag_id),
    CONSTRAINT fk_party_tag_party_id FOREIGN KEY(party_id) REFERENCES party (id),
    CONSTRAINT fk_party_tag_tag_id FOREIGN KEY(tag_id) REFERENCES tag (id)
);

CREATE INDEX ix_party_tag_tag_id_party_id ON party_tag (tag_id, party_id);

CREATE TABLE period (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    month INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by INTEGER NOT NULL,
    reason VARCHAR NOT NULL,
    CONSTRAINT uq_period_month UNIQUE (month),
    CONSTRAINT fk_period_changed_by FOREIGN KEY(changed_by) REFERENCES user (id)
);

CREATE TABLE preference (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    party_id INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    CONSTRAINT fk_preference_party_id FOREIGN KEY(party_id) REFERENCES party (id)
);

CREATE INDEX ix_preference_party_id ON preference (party_id);

CREATE TABLE search_text (
    party_id INTEGER NOT NULL,
    folded VARCHAR NOT NULL,
    CONSTRAINT pk_search_text PRIMARY KEY (party_id),
    CONSTRAINT fk_search_text_party_id FOREIGN KEY(party_id) REFERENCES party (id)
);

CREATE TABLE tie (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    from_party_id INTEGER NOT NULL,
    to_party_id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    from_day INTEGER,
    until_day INTEGER,
    CONSTRAINT uq_tie_uuid UNIQUE (uuid),
    CONSTRAINT fk_tie_from_party_id FOREIGN KEY(from_party_id) REFERENCES party (id),
    CONSTRAINT fk_tie_to_party_id FOREIGN KEY(to_party_id) REFERENCES party (id)
);

CREATE INDEX ix_tie_from_party_id ON tie (from_party_id);

CREATE INDEX ix_tie_to_party_id ON tie (to_party_id);

CREATE TABLE touch_snooze (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    party_id INTEGER NOT NULL,
    until INTEGER NOT NULL,
    CONSTRAINT uq_touch_snooze_party_id UNIQUE (party_id),
    CONSTRAINT fk_touch_snooze_party_id FOREIGN KEY(party_id) REFERENCES party (id)
);

CREATE TABLE audit (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    operation_id INTEGER NOT NULL,
    row_table VARCHAR NOT NULL,
    row_number INTEGER NOT NULL,
    "before" VARCHAR,
    "after" VARCHAR,
    CONSTRAINT fk_audit_operation_id FOREIGN KEY(operation_id) REFERENCES operation (id)
);

CREATE INDEX ix_audit_operation_id ON audit (operation_id);

CREATE INDEX ix_audit_row_table_row_number ON audit (row_table, row_number);

CREATE TABLE consent (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    contact_point_id INTEGER NOT NULL,
    purpose VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    day INTEGER NOT NULL,
    how VARCHAR NOT NULL,
    CONSTRAINT uq_consent_contact_point_id_purpose UNIQUE (contact_point_id, purpose),
    CONSTRAINT fk_consent_contact_point_id FOREIGN KEY(contact_point_id) REFERENCES contact_point (id)
);

CREATE TABLE exchange (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    fiscal_year INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    party_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    due_day INTEGER,
    belongs_to INTEGER,
    source VARCHAR NOT NULL,
    posted_at INTEGER NOT NULL,
    posted_by INTEGER NOT NULL,
    operation_id INTEGER NOT NULL,
    reverses_id INTEGER,
    credits_id INTEGER,
    corrects_id INTEGER,
    enters_again_id INTEGER,
    linked_id INTEGER,
    line_count INTEGER NOT NULL,
    import_source VARCHAR,
    external_id VARCHAR,
    text_hash BLOB NOT NULL,
    hash BLOB NOT NULL,
    CONSTRAINT uq_exchange_fiscal_year_sequence UNIQUE (fiscal_year, sequence),
    CONSTRAINT uq_exchange_uuid UNIQUE (uuid),
    CONSTRAINT fk_exchange_party_id FOREIGN KEY(party_id) REFERENCES party (id),
    CONSTRAINT fk_exchange_posted_by FOREIGN KEY(posted_by) REFERENCES user (id),
    CONSTRAINT fk_exchange_operation_id FOREIGN KEY(operation_id) REFERENCES operation (id),
    CONSTRAINT uq_exchange_reverses_id UNIQUE (reverses_id),
    CONSTRAINT fk_exchange_reverses_id FOREIGN KEY(reverses_id) REFERENCES exchange (id),
    CONSTRAINT fk_exchange_credits_id FOREIGN KEY(credits_id) REFERENCES exchange (id),
    CONSTRAINT fk_exchange_corrects_id FOREIGN KEY(corrects_id) REFERENCES exchange (id),
    CONSTRAINT fk_exchange_enters_again_id FOREIGN KEY(enters_again_id) REFERENCES exchange (id),
    CONSTRAINT fk_exchange_linked_id FOREIGN KEY(linked_id) REFERENCES exchange (id)
);

CREATE INDEX ix_exchange_corrects_id ON exchange (corrects_id);

CREATE INDEX ix_exchange_credits_id ON exchange (credits_id);

CREATE INDEX ix_exchange_day_id ON exchange (day, id);

CREATE INDEX ix_exchange_enters_again_id ON exchange (enters_again_id) WHERE enters_again_id IS NOT NULL;

CREATE INDEX ix_exchange_import_source_external_id ON exchange (import_source, external_id);

CREATE INDEX ix_exchange_linked_id ON exchange (linked_id);

CREATE INDEX ix_exchange_opening ON exchange (id) WHERE source = 'opening';

CREATE INDEX ix_exchange_operation_id ON exchange (operation_id);

CREATE INDEX ix_exchange_party_id_day_id ON exchange (party_id, day, id);

CREATE TABLE draft (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    party_id INTEGER,
    day INTEGER,
    due_day INTEGER,
    belongs_to INTEGER,
    source VARCHAR NOT NULL,
    memo VARCHAR NOT NULL,
    our_document VARCHAR NOT NULL,
    their_document VARCHAR NOT NULL,
    corrects_id INTEGER,
    enters_again_id INTEGER,
    import_source VARCHAR,
    external_id VARCHAR,
    reason VARCHAR NOT NULL,
    settles VARCHAR NOT NULL,
    made_at INTEGER NOT NULL,
    made_by INTEGER NOT NULL,
    CONSTRAINT uq_draft_import_source_external_id UNIQUE (import_source, external_id),
    CONSTRAINT uq_draft_uuid UNIQUE (uuid),
    CONSTRAINT fk_draft_party_id FOREIGN KEY(party_id) REFERENCES party (id),
    CONSTRAINT fk_draft_corrects_id FOREIGN KEY(corrects_id) REFERENCES exchange (id),
    CONSTRAINT fk_draft_enters_again_id FOREIGN KEY(enters_again_id) REFERENCES exchange (id),
    CONSTRAINT fk_draft_made_by FOREIGN KEY(made_by) REFERENCES user (id)
);

CREATE INDEX ix_draft_day ON draft (day);

CREATE INDEX ix_draft_party_id ON draft (party_id);

CREATE TABLE exchange_text (
    exchange_id INTEGER NOT NULL,
    salt BLOB NOT NULL,
    memo VARCHAR NOT NULL,
    our_document VARCHAR NOT NULL,
    their_document VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    CONSTRAINT pk_exchange_text PRIMARY KEY (exchange_id),
    CONSTRAINT fk_exchange_text_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id)
);

CREATE TABLE interaction (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    day INTEGER NOT NULL,
    minute INTEGER,
    channel VARCHAR NOT NULL,
    started_by VARCHAR NOT NULL,
    summary VARCHAR NOT NULL,
    notes VARCHAR NOT NULL,
    mood INTEGER,
    logged_by INTEGER NOT NULL,
    logged_at INTEGER NOT NULL,
    exchange_id INTEGER,
    source VARCHAR,
    external_id VARCHAR,
    folded VARCHAR,
    CONSTRAINT uq_interaction_source_external_id UNIQUE (source, external_id),
    CONSTRAINT uq_interaction_uuid UNIQUE (uuid),
    CONSTRAINT fk_interaction_logged_by FOREIGN KEY(logged_by) REFERENCES user (id),
    CONSTRAINT fk_interaction_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id)
);

CREATE INDEX ix_interaction_exchange_id ON interaction (exchange_id);

CREATE INDEX ix_interaction_list ON interaction (day, minute, id, channel, logged_by, mood);

CREATE TABLE line (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    exchange_id INTEGER NOT NULL,
    party_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    due_day INTEGER NOT NULL,
    turn_day INTEGER,
    opening INTEGER NOT NULL,
    takes_back_id INTEGER,
    position INTEGER NOT NULL,
    direction INTEGER NOT NULL,
    sign INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    quantity INTEGER,
    unit VARCHAR NOT NULL,
    value INTEGER,
    basis VARCHAR NOT NULL,
    asks VARCHAR NOT NULL,
    tax_code VARCHAR NOT NULL,
    tax_amount INTEGER,
    cost INTEGER,
    reason VARCHAR,
    foreign_currency VARCHAR NOT NULL,
    foreign_amount VARCHAR,
    foreign_rate VARCHAR,
    CONSTRAINT uq_line_exchange_id_position UNIQUE (exchange_id, position),
    CONSTRAINT fk_line_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id),
    CONSTRAINT fk_line_party_id FOREIGN KEY(party_id) REFERENCES party (id),
    CONSTRAINT fk_line_takes_back_id FOREIGN KEY(takes_back_id) REFERENCES line (id)
);

CREATE INDEX ix_line_cover ON line (party_id, asks, day, id, direction, sign, value, kind, opening);

CREATE INDEX ix_line_takes_back_id ON line (takes_back_id) WHERE takes_back_id IS NOT NULL;

CREATE TABLE draft_line (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    draft_id INTEGER NOT NULL,
    what VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    direction INTEGER NOT NULL,
    sign INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    quantity INTEGER,
    unit VARCHAR NOT NULL,
    value INTEGER,
    basis VARCHAR,
    asks VARCHAR,
    tax_code VARCHAR NOT NULL,
    tax_amount INTEGER,
    cost INTEGER,
    reason VARCHAR,
    foreign_currency VARCHAR NOT NULL,
    foreign_amount VARCHAR,
    foreign_rate VARCHAR,
    CONSTRAINT uq_draft_line_draft_id_position UNIQUE (draft_id, position),
    CONSTRAINT fk_draft_line_draft_id FOREIGN KEY(draft_id) REFERENCES draft (id)
);

CREATE TABLE follow_up (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uuid BLOB NOT NULL,
    party_id INTEGER,
    title VARCHAR NOT NULL,
    due INTEGER NOT NULL,
    assignee_id INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    snoozed_until INTEGER,
    origin VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    interaction_id INTEGER,
    made_at INTEGER NOT NULL,
    closed_at INTEGER,
    CONSTRAINT uq_follow_up_uuid UNIQUE (uuid),
    CONSTRAINT fk_follow_up_party_id FOREIGN KEY(party_id) REFERENCES party (id),
    CONSTRAINT fk_follow_up_assignee_id FOREIGN KEY(assignee_id) REFERENCES user (id),
    CONSTRAINT fk_follow_up_interaction_id FOREIGN KEY(interaction_id) REFERENCES interaction (id)
);

CREATE INDEX ix_follow_up_interaction_id ON follow_up (interaction_id);

CREATE INDEX ix_follow_up_party_id_closed_at ON follow_up (party_id, closed_at);

CREATE INDEX ix_follow_up_party_id_made_at ON follow_up (party_id, made_at);

CREATE INDEX ix_follow_up_party_id_state_due ON follow_up (party_id, state, due);

CREATE INDEX ix_follow_up_state_due_snoozed_until ON follow_up (state, due, snoozed_until);

CREATE TABLE interaction_party (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    interaction_id INTEGER NOT NULL,
    party_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    minute INTEGER,
    CONSTRAINT uq_interaction_party_interaction_id_party_id UNIQUE (interaction_id, party_id),
    CONSTRAINT fk_interaction_party_interaction_id FOREIGN KEY(interaction_id) REFERENCES interaction (id),
    CONSTRAINT fk_interaction_party_party_id FOREIGN KEY(party_id) REFERENCES party (id)
);

CREATE INDEX ix_interaction_party_list ON interaction_party (party_id, day, minute, interaction_id);

CREATE TABLE kept_open (
    line_id INTEGER NOT NULL,
    party_id INTEGER NOT NULL,
    due_day INTEGER NOT NULL,
    effective INTEGER NOT NULL,
    held INTEGER NOT NULL,
    rest INTEGER NOT NULL,
    CONSTRAINT pk_kept_open PRIMARY KEY (line_id),
    CONSTRAINT fk_kept_open_line_id FOREIGN KEY(line_id) REFERENCES line (id),
    CONSTRAINT fk_kept_open_party_id FOREIGN KEY(party_id) REFERENCES party (id)
);

CREATE INDEX ix_kept_open_due_day_line_id ON kept_open (due_day, line_id);

CREATE INDEX ix_kept_open_party ON kept_open (party_id, due_day, line_id, effective, held, rest);

CREATE TABLE line_text (
    line_id INTEGER NOT NULL,
    what VARCHAR NOT NULL,
    folded VARCHAR,
    CONSTRAINT pk_line_text PRIMARY KEY (line_id),
    CONSTRAINT fk_line_text_line_id FOREIGN KEY(line_id) REFERENCES line (id)
);

CREATE TABLE past_description (
    folded VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    direction INTEGER NOT NULL,
    times INTEGER NOT NULL,
    line_id INTEGER NOT NULL,
    CONSTRAINT pk_past_description PRIMARY KEY (folded, kind, direction),
    CONSTRAINT fk_past_description_line_id FOREIGN KEY(line_id) REFERENCES line (id)
)
 WITHOUT ROWID;

CREATE INDEX ix_past_description_line_id ON past_description (line_id);

CREATE TABLE settlement (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    exchange_id INTEGER,
    operation_id INTEGER NOT NULL,
    paying_line_id INTEGER NOT NULL,
    item_line_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    hash BLOB NOT NULL,
    CONSTRAINT fk_settlement_exchange_id FOREIGN KEY(exchange_id) REFERENCES exchange (id),
    CONSTRAINT fk_settlement_operation_id FOREIGN KEY(operation_id) REFERENCES operation (id),
    CONSTRAINT fk_settlement_paying_line_id FOREIGN KEY(paying_line_id) REFERENCES line (id),
    CONSTRAINT fk_settlement_item_line_id FOREIGN KEY(item_line_id) REFERENCES line (id)
);

CREATE INDEX ix_settlement_exchange_id ON settlement (exchange_id);

CREATE INDEX ix_settlement_item_line_id ON settlement (item_line_id);

CREATE INDEX ix_settlement_operation_id ON settlement (operation_id);

CREATE INDEX ix_settlement_paying_line_id ON settlement (paying_line_id);

CREATE VIRTUAL TABLE search_trigram USING fts5(folded, content='search_text', content_rowid='party_id', tokenize='trigram', detail='full');

CREATE VIRTUAL TABLE search_interaction USING fts5(folded, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0');
