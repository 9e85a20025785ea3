"""What columns of a file can mean: the fields of each kind of import, and how a header gives them away.

To add a field, add a line here and read it in the kind's own file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from partnercrm.domain.errors import Refused
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import fold
from partnercrm.domain.words import Message, msg, plural
from partnercrm.imports.table import Table, blank


class ImportKind(StrEnum):
    """What the rows of a file are."""

    PARTIES = "parties"
    INTERACTIONS = "interactions"
    EXCHANGES = "exchanges"
    SALES = "sales"
    LOYALTY = "loyalty"
    REDEMPTIONS = "redemptions"
    POINTS = "points"
    GIFT_CARDS = "gift_cards"
    ITEMS = "items"
    DELIVERIES = "deliveries"
    RESPONSES = "responses"
    TRAININGS = "trainings"
    REVIEWS = "reviews"


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its key for `--map`, its title on the screen, and the headers that mean it (folded, letters only)."""

    key: str
    title: Message
    headers: tuple[str, ...] = ()
    several: bool = False


def _field(key: str, title: str, headers: str = "", *, several: bool = False) -> Field:
    return Field(key, msg(title), tuple(headers.split()), several)


PARTY_FIELDS = (
    _field("name", "Name", "company companyname business organisation shop firma fullname customer supplier"),
    _field("first_name", "First name", "firstname givenname vorname forename"),
    _field("last_name", "Last name", "lastname surname familyname nachname"),
    _field("kind", "Person or organisation", "type"),
    _field("about", "About", "description title job jobtitle position"),
    _field("contact", "Contact person", "contactname contactperson ansprechpartner"),
    _field("contact_title", "Their position", "contacttitle"),
    _field("role", "What they are to us", "roles relation rolle"),
    _field("phone", "Phone", "telephone tel mobile cell homephone telefon handy phonenumber workphone", several=True),
    _field("email", "E-mail", "mail emailaddress", several=True),
    _field("web", "Web", "website homepage url"),
    _field("street", "Street", "address addressline street strasse anschrift address1"),
    _field("postcode", "Postcode", "zip zipcode postalcode plz"),
    _field("town", "Town", "city ort stadt"),
    _field("region", "Region", "state county province bundesland"),
    _field("country", "Country", "land"),
    _field("tags", "Tags", "tag labels groups group category"),
    _field("note", "Note", "notes comment comments remarks bemerkung notiz", several=True),
    _field("preference", "Preference", "preferences"),
    _field("birthday", "Birthday", "birthdate dateofbirth geburtstag"),
    _field("since", "Since", "hiredate customersince startdate seit"),
    _field("interval_days", "Keep in touch every … days", "interval keepintouch"),
    _field("external_id", "Their id in the file", "id customerid supplierid employeeid number kundennummer shipperid"),
)
INTERACTION_FIELDS = (
    _field("party", "With whom", "who name customer contact company person with"),
    _field("date", "Date", "day when datum"),
    _field("time", "Time", "uhrzeit"),
    _field("channel", "How", "type kind medium"),
    _field("summary", "What it was about", "subject title about what betreff text"),
    _field("notes", "Notes", "note details body comment"),
    _field("mood", "Mood", "rating"),
    _field("started_by", "Who started it", "startedby direction"),
    _field("external_id", "Its id in the file", "id interactionid"),
)
EXCHANGE_FIELDS = (
    _field("document", "Which rows belong together", "orderid order entry"),
    _field("party", "With whom", "who name customer supplier customerid supplierid company partner"),
    _field("date", "Date", "day orderdate when datum"),
    _field("direction", "Given or received", "side"),
    _field("kind", "What passed", "type"),
    _field("value", "Value", "amount total sum betrag price gross"),
    _field("given", "Value given", "wegave"),
    _field("received", "Value received", "theygave"),
    _field("basis", "How the value is known", "valuebasis"),
    _field("quantity", "Quantity", "qty menge"),
    _field("unit", "Unit", "einheit"),
    _field("what", "What it was", "description item product"),
    _field("memo", "Memo", "note notes text"),
    _field("our_document", "Our document", "ourdocument invoice invoiceno invoicenumber rechnung"),
    _field("their_document", "Their document", "theirdocument"),
    _field("due", "Due", "duedate faellig"),
    _field("due_days", "Due after … days", "terms duedays"),
    _field("tax_code", "Tax code", "vatcode"),
    _field("tax_amount", "Tax", "vat taxamount mwst"),
    _field("cost", "What it cost us", "costs"),
    _field("return", "What it asks for", "asks"),
    _field("state", "Saved or draft", "status posted"),
    _field("belongs_to", "Belongs to", "belongsto"),
    _field("external_id", "Its id in the file", "id"),
)
SALE_FIELDS = (
    _field(
        "receipt",
        "Receipt number",
        "receiptno receiptid bon bonnummer bonnr belegnr belegnummer beleg ticket ticketno transaction transactionid "
        "orderid orderno ordernumber invoiceno invoicenumber rechnungsnummer",
    ),
    _field(
        "date",
        "Date",
        "day when datum timestamp datetime paidat createdat soldon saledate orderdate transactiondate invoicedate "
        "purchasedate",
    ),
    _field("time", "Time", "uhrzeit zeit timeofday"),
    _field("party", "Customer", "who name customername customerid kunde party"),
    _field(
        "paid",
        "Paid",
        "total amountpaid totalcollected totalpaid net netsales summe betrag gesamt bezahlt revenue umsatz ordertotal",
    ),
    _field("amount", "Price before the reduction", "price gross grosssales subtotal listprice brutto"),
    _field("reduction", "Reduction", "discount discounts discountamount rabatt nachlass"),
    _field("rounding", "Rounding", "rounded rundung"),
    _field("tip", "Tip", "tips tipamount gratuity trinkgeld"),
    _field("gift_card_amount", "Paid by gift card", "giftcardpaid giftcardamount gutscheinbetrag gutscheinwert"),
    _field("gift_card", "Gift card", "giftcardcode giftcardnumber gutschein"),
    _field("voucher", "Voucher", "vouchercode coupon couponcode code"),
    _field("card", "Member card", "member membernumber memberno cardnumber loyaltycard kundenkarte"),
    _field("payment", "How it was paid", "paymentmethod paymentkind paymenttype method tender zahlart zahlungsart"),
    _field("rest", "Not paid yet", "unpaid open offen balancedue amountdue outstanding"),
    _field("due", "Due", "duedate faellig"),
    _field("item", "Item", "itemname lineitemname product productname article artikel description stockcode"),
    _field("quantity", "How many", "quantity qty lineitemquantity menge anzahl count pieces"),
    _field("item_amount", "Price of the line", "linetotal itemtotal lineamount itemprice positionssumme"),
    _field("item_price", "Price of one", "unitprice priceeach lineitemprice einzelpreis"),
    _field("channel", "Channel", "till register kasse"),
    _field("refunds", "Receipt that it gives back for", "refundof refundsreceipt originalreceipt storno"),
    _field("external_id", "Its id in the file", "id saleid"),
)
REDEMPTION_FIELDS = (
    _field("code", "Voucher", "vouchercode coupon couponcode voucher couponupc gutschein"),
    _field("date", "Date", "day when datum redemptiondate usedon redeemedon"),
    _field("shop", "In whose shop", "store where partner laden"),
    _field("party", "Customer", "who name customername customerid kunde householdid"),
    _field("revenue", "Paid", "total amountpaid net summe betrag bezahlt"),
    _field("full", "Price before the reduction", "price gross subtotal listprice brutto amount"),
    _field("reduction", "Reduction", "discount rabatt"),
    _field("new_customer", "New customer", "new firsttime neukunde"),
    _field("external_id", "Its id in the file", "id redemptionid receipt receiptno bon"),
)
LOYALTY_FIELDS = (
    _field("card", "Card number", "number cardno member memberno membernumber loyaltycard kundenkarte kartennummer"),
    _field("party", "Whose card", "who name holder customer customerid customername kunde person"),
    _field("points", "Points", "balance stamps punkte stand"),
    _field("expiry", "Good until", "expires expirydate validuntil until ablauf"),
    _field("date", "As of", "day asof datum"),
    _field("program", "Program", "scheme programm"),
    _field("external_id", "Its id in the file", "id"),
)
POINTS_FIELDS = (
    _field("card", "Card number", "number cardno member memberno membernumber loyaltycard kundenkarte kartennummer"),
    _field("date", "Date", "day when datum timestamp"),
    _field("points", "Points", "amount stamps punkte"),
    _field("deed", "Earned or used", "kind type what movement direction"),
    _field("shop", "In whose shop", "store where partner laden"),
    _field("external_id", "Its id in the file", "id movementid receipt receiptno bon"),
)
GIFT_CARD_FIELDS = (
    _field("code", "Code", "card giftcard number cardno gutschein nummer"),
    _field("value", "What is left on it", "balance left rest amount betrag"),
    _field("purpose", "Purpose", "class kind"),
    _field("date", "Sold on", "day sold since datum"),
    _field("until", "Good until", "expires expirydate validuntil ablauf"),
    _field("party", "Bought by", "buyer who name customer"),
)
ITEM_FIELDS = (
    _field("name", "Item", "item product productname article artikel description what"),
    _field("code", "Its number", "sku ean barcode articleno artikelnummer productid plu"),
    _field("unit", "Unit", "einheit quantityperunit"),
    _field("category", "Category", "group categoryname kategorie warengruppe"),
    _field("price", "What we take for it", "saleprice listprice verkaufspreis"),
    _field("cost", "What it costs us", "einkaufspreis costprice"),
    _field("stock", "On the shelf", "instock unitsinstock bestand"),
    _field("stock_day", "Counted on", "countedon stockdate"),
    _field("daily_use", "Used a day", "dailyuse verbrauch"),
    _field("margin_a_day", "Margin of a day", "marginaday"),
    _field("note", "Note", "notes remarks"),
    _field("party", "Who brings it", "supplier supplierid vendor lieferant from"),
    _field("supplier_price", "Their price", "purchaseprice unitprice supplierprice"),
    _field("tax", "Tax on top in percent", "taxrate vatrate mwst"),
    _field("share", "Their share in percent", "sharepercent"),
    _field("lead_days", "Days from order to door", "leadtime leaddays lieferzeit"),
    _field("minimum", "Smallest order", "minimumorder moq mindestmenge"),
)
DELIVERY_FIELDS = (
    _field("party", "Who brings it", "supplier supplierid vendor lieferant shipvia from who"),
    _field("order", "Order number", "orderid orderno ordernumber po bestellnummer document"),
    _field("item", "Item", "product productname article artikel what description"),
    _field("ordered_on", "Ordered on", "orderdate bestelldatum ordered"),
    _field("requested", "Wanted on", "requireddate requesteddate wanteddate"),
    _field("promised", "Promised for", "promiseddate duedate liefertermin"),
    _field("quantity", "Ordered quantity", "qty orderedquantity menge"),
    _field("date", "Came on", "receivedon delivereddate shippeddate deliverydate lieferdatum day when"),
    _field("received", "Came", "receivedquantity delivered geliefert"),
    _field("accepted", "Accepted", "acceptedquantity good angenommen"),
    _field("price", "Price of one", "unitprice preis"),
    _field("tax", "Tax on top in percent", "taxrate vatrate mwst"),
    _field("post", "Post it", "posts"),
    _field("external_id", "Its id in the file", "id deliveryid"),
)
RESPONSE_FIELDS = (
    _field("survey", "Survey", "surveyname question"),
    _field("date", "Date", "day when timestamp datum submitted"),
    _field("score", "Score", "rating answer points nps value note"),
    _field("text", "In their words", "comment comments why feedback reason kommentar"),
    _field("party", "Who", "name customer respondent email"),
    _field("complaint", "A complaint", "complaints beschwerde"),
    _field("external_id", "Its id in the file", "id responseid"),
)
TRAINING_FIELDS = (
    _field("party", "Who", "employee employeeid person mitarbeiter team"),
    _field("name", "Training", "course subject title what schulung"),
    _field("due", "Until", "duedate by faellig"),
    _field("done", "Done on", "date completed completedon erledigt"),
    _field("valid_until", "Valid until", "expires expirydate gueltigbis"),
    _field("cost", "What it cost", "costs price kosten"),
    _field("note", "Note", "notes remarks"),
    _field("external_id", "Its id in the file", "id trainingid"),
)
REVIEW_FIELDS = (
    _field("date", "Date", "day when timestamp datum published"),
    _field("place", "Where it stands", "site platform portal website"),
    _field("rating", "Stars", "score starrating sterne"),
    _field("author", "Who wrote it", "name user reviewer customer"),
    _field("text", "What they wrote", "review comment body bewertung"),
    _field("party", "Whom we know them as", "party customerid"),
    _field("answered", "Answered on", "replydate answereddate"),
    _field("answer", "What we answered", "reply response antwort"),
    _field("external_id", "Its id in the file", "id reviewid"),
)
FIELDS: dict[ImportKind, tuple[Field, ...]] = {
    ImportKind.PARTIES: PARTY_FIELDS,
    ImportKind.INTERACTIONS: INTERACTION_FIELDS,
    ImportKind.EXCHANGES: EXCHANGE_FIELDS,
    ImportKind.SALES: SALE_FIELDS,
    ImportKind.LOYALTY: LOYALTY_FIELDS,
    ImportKind.REDEMPTIONS: REDEMPTION_FIELDS,
    ImportKind.POINTS: POINTS_FIELDS,
    ImportKind.GIFT_CARDS: GIFT_CARD_FIELDS,
    ImportKind.ITEMS: ITEM_FIELDS,
    ImportKind.DELIVERIES: DELIVERY_FIELDS,
    ImportKind.RESPONSES: RESPONSE_FIELDS,
    ImportKind.TRAININGS: TRAINING_FIELDS,
    ImportKind.REVIEWS: REVIEW_FIELDS,
}
NEEDED: dict[ImportKind, tuple[tuple[str, ...], ...]] = {
    ImportKind.PARTIES: (("name", "last_name", "first_name"),),
    ImportKind.INTERACTIONS: (("party",), ("date",)),
    ImportKind.EXCHANGES: (("party",), ("date",)),
    ImportKind.SALES: (("date",), ("paid", "amount", "item_amount", "item_price")),
    ImportKind.LOYALTY: (("card",), ("points",)),
    ImportKind.REDEMPTIONS: (("code",), ("date",)),
    ImportKind.POINTS: (("card",), ("date",), ("points",)),
    ImportKind.GIFT_CARDS: (("code",), ("value",)),
    ImportKind.ITEMS: (("name",),),
    ImportKind.DELIVERIES: (("party",), ("date", "ordered_on")),
    ImportKind.RESPONSES: (("date",), ("score", "text")),
    ImportKind.TRAININGS: (("party",), ("name",), ("due", "done")),
    ImportKind.REVIEWS: (("date",), ("rating", "text")),
}
SKIP = "-"
NAMED_AT_MOST = 8


def field_of(kind: ImportKind, key: str) -> Field:
    """A field by its key. Raises Refused naming the fields that there are."""
    for field in FIELDS[kind]:
        if field.key == key:
            return field
    known = ", ".join(field.key for field in FIELDS[kind])
    raise Refused(msg("There is no field {key}. There are: {known}.", key=key, known=known), "map")


def guess(kind: ImportKind, header: Sequence[str], wanted: Mapping[str, str]) -> dict[int, str]:
    """Which column (by place) is which field: as wanted by column name, else as its header says.

    A field is taken once, by the header that says it best, unless it may stand several times. `-` skips a column.
    Raises Refused for a column or a field that is not there.
    """
    mapping = {_place(header, column): key for column, key in wanted.items()}
    for key in mapping.values():
        if key != SKIP:
            field_of(kind, key)
    names = [_letters(name) for name in header]
    for field in FIELDS[kind]:
        if field.key in mapping.values() and not field.several:
            continue
        for meaning in dict.fromkeys((_letters(field.key), _letters(str(field.title)), *field.headers)):
            places = [place for place, name in enumerate(names) if name == meaning and place not in mapping]
            for place in places if field.several else places[:1]:
                mapping[place] = field.key
            if places and not field.several:
                break
    return {place: key for place, key in sorted(mapping.items()) if key != SKIP}


def missing(kind: ImportKind, mapping: Mapping[int, str]) -> Message | None:
    """What a file of this kind must have and does not, in words; None when all is there."""
    for choices in NEEDED[kind]:
        if not set(choices) & set(mapping.values()):
            return msg("No column says {field}. Choose which one it is.", field=field_of(kind, choices[0]).title)
    return None


def unread_columns(table: Table, mapping: Mapping[int, str], wanted: Mapping[str, str]) -> list[Message]:
    """Says which columns hold something that goes nowhere, without those that somebody left out by name."""
    skipped = {_place(table.header, column) for column in wanted}
    unread = [
        name
        for place, name in enumerate(table.header)
        if place not in mapping and place not in skipped and any(not blank(row.cells[place]) for row in table.rows)
    ]
    if not unread:
        return []
    names = ", ".join(unread[:NAMED_AT_MOST]) + (" …" if len(unread) > NAMED_AT_MOST else "")
    one, several = "Nothing is taken from the column {names}.", "Nothing is taken from the columns {names}."
    return [plural(one, several, len(unread), names=names)]


def _place(header: Sequence[str], column: str) -> int:
    for place, name in enumerate(header):
        if name == column or _letters(name) == _letters(column):
            return place
    raise Refused(msg("There is no column {name} in the file.", name=column), "map")


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(name))
