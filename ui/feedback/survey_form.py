"""The form of a survey: what it asks whom, and after what it falls due by itself."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from partnercrm.domain.feedback import AFTER_WORDS, SURVEY_WORDS, After, SurveyDraft, SurveyKind
from partnercrm.domain.feedback_rows import SurveyRow
from partnercrm.domain.party import ROLE_WORDS, Role
from partnercrm.services import feedback
from ui.common.fields import ChoiceField, DateField, Field, TextField
from ui.common.fields_sheet import FieldsSheet, WholeField, check_box, read, row_of
from ui.common.tab import Shell
from ui.common.widgets import label
from ui.words import say, tr


class SurveyForm(FieldsSheet):
    """Of a new one, or of one that is there: what it asks for stays once somebody answered."""

    def __init__(self, shell: Shell, row: SurveyRow | None = None) -> None:
        title = tr("Begin a survey") if row is None else tr("Change {name}", name=row.name)
        super().__init__(shell, title, tr("Begin it") if row is None else tr("Save"), width=580)
        self._row = row
        today = shell.session.clock.today
        self.name = TextField(tr("&Name"), placeholder=tr("After a visit"))
        self.kind: ChoiceField[SurveyKind] = ChoiceField(
            tr("What it asks &for"), [(kind, say(words)) for kind, words in SURVEY_WORDS.items()]
        )
        self.question = TextField(tr("The &question, as you put it"), placeholder=tr("Would you send a friend to us?"))
        roles = [(role, say(ROLE_WORDS[role])) for role in Role]
        self.audience: ChoiceField[Role | None] = ChoiceField(tr("Fo&r whom"), [(None, tr("Everybody")), *roles])
        self.anonymous = check_box(tr("Keep no na&mes"))
        self.after: ChoiceField[After] = ChoiceField(
            tr("&When to ask"), [(after, say(words)) for after, words in AFTER_WORDS.items()]
        )
        self.after_days = WholeField(tr("So many &days later"), placeholder=tr("the same day"))
        self.rest_days = WholeField(tr("Nobody again within days"), placeholder="90")
        self.from_day = DateField(tr("From"), today)
        self.until = DateField(tr("Until"), today, placeholder=tr("for good"))
        self.asked = WholeField(tr("How many were asked by hand"), placeholder=tr("counted by itself"))
        self.hint = label("", "faint")
        self.hint.setWordWrap(True)
        self._arrange()
        self.after.edited.connect(self._say_hint)
        self.audience.edited.connect(self._say_hint)
        self.anonymous.toggled.connect(self._say_hint)

    def start(self, proposed: SurveyDraft | None = None) -> None:
        """Open it with the cursor in the name."""
        row = self._row
        if proposed is not None:
            self.name.set_value(proposed.name)
            self.kind.set_value(proposed.kind)
            self.question.set_value(proposed.question)
            self.audience.set_value(proposed.audience)
            self.anonymous.setChecked(proposed.anonymous)
        self.from_day.set_value(row.from_day if row else self.shell.session.clock.today())
        if row is not None:
            self._fill(row)
        self._say_hint()
        self.open(self.name.edit)

    def fields(self) -> dict[str, Field]:
        return {
            "name": self.name,
            "kind": self.kind,
            "question": self.question,
            "audience": self.audience,
            "after_days": self.after_days,
            "rest_days": self.rest_days,
            "from_day": self.from_day,
            "until": self.until,
            "asked": self.asked,
        }

    def save(self) -> None:
        draft = self._draft()
        store, ctx, row = self.shell.session.store, self.ctx, self._row
        if row is None:
            self.write(lambda: feedback.add_survey(store, ctx, draft))
        else:
            self.write(lambda: feedback.change_survey(store, ctx, row.id, draft))

    # Inside

    def _draft(self) -> SurveyDraft:
        rest = read(self.rest_days)
        return SurveyDraft(
            name=self.name.value(),
            kind=self.kind.value(),
            from_day=read(self.from_day),
            question=self.question.value(),
            audience=self.audience.value(),
            anonymous=self.anonymous.isChecked(),
            after=self.after.value(),
            after_days=read(self.after_days) or 0,
            rest_days=90 if rest is None else rest,
            until=read(self.until),
            asked=read(self.asked),
        )

    def _fill(self, row: SurveyRow) -> None:
        self.name.set_value(row.name)
        self.kind.set_value(row.kind)
        self.question.set_value(row.question)
        self.audience.set_value(row.audience)
        self.anonymous.setChecked(row.anonymous)
        self.after.set_value(row.after)
        self.after_days.set_value(row.after_days)
        self.rest_days.set_value(row.rest_days)
        self.until.set_value(row.until)
        self.asked.set_value(row.asked)
        answered: tuple[QWidget, ...] = (self.kind, self.anonymous) if row.responses else ()
        for each in answered:
            each.setEnabled(False)

    def _say_hint(self, *_: object) -> None:
        """What the choices come to, in a sentence."""
        by_itself = self.after.value() is not After.NOTHING
        self.after_days.setEnabled(by_itself)
        said = {
            After.NOTHING: "",
            After.PURCHASE: tr("Who bought stands under To ask so many days later, and is then left in peace."),
            After.PROJECT: tr(
                "When a promotion, a joint product or an agreement ends, those who took part stand under To ask."
            ),
        }[self.after.value()]
        if self.anonymous.isChecked() and self.audience.value() not in (None, Role.CUSTOMER):
            said = " ".join(
                filter(None, (said, tr("Answers show once three of a month are there: one would tell who.")))
            )
        self.hint.setText(said)
        self.hint.setVisible(bool(said))

    def _arrange(self) -> None:
        self.rows(
            ((self.name, 1), (self.kind, 1)),
            ((self.question, 1),),
        )
        self.body.addLayout(row_of((self.audience, 1), (self.after, 1)))
        self.rows(((self.after_days, 1), (self.rest_days, 1)), ((self.from_day, 1), (self.until, 1)))
        self.rows(((self.asked, 1), (QWidget(), 1)))
        self.body.addWidget(self.anonymous)
        self.body.addWidget(self.hint)
