"""Templates of messages: their versions, the variables, and words tried out."""

from datetime import datetime
from uuid import UUID

import strawberry

from tandem.contacts.gate import Purpose as GatePurpose
from tandem.contacts.models import Purpose
from tandem.contacts.templates import Form, Tone, Wording
from tandem.contacts.templates.checking import Problem
from tandem.contacts.templates.history import History, Version, VersionState
from tandem.contacts.templates.queries import Trial
from tandem.contacts.templates.variables import Variable
from tandem.kit.texts import language_of
from tandem_graphql.fields import value_type

strawberry.enum(Form, name="TemplateForm")
strawberry.enum(Tone, name="TemplateTone")
strawberry.enum(VersionState, name="TemplateVersionState")


@strawberry.input
class TemplateWordsInput:
    form: Form
    language: str = strawberry.field(description="fr or en.")
    tone: Tone
    purpose: Purpose
    country: str = strawberry.field(description="Whose law the words keep: FR or US.")
    one_way_sender: bool = strawberry.field(default=False, description="An SMS whose sender receives no reply.")
    title_fr: str
    title_en: str
    subject: str | None = None
    text: str

    def wording(self) -> Wording:
        """As the domain takes it."""
        return Wording(
            form=self.form,
            language=self.language,
            tone=self.tone,
            purpose=GatePurpose(self.purpose.value),
            country=self.country,
            one_way_sender=self.one_way_sender,
            titles={"fr": " ".join(self.title_fr.split()), "en": " ".join(self.title_en.split())},
            subject=self.subject.strip() if self.subject is not None else None,
            text="\n".join(self.text.strip().splitlines()),
        )


@value_type()
class TemplateVersion:
    """A text as it was saved. What ships has no author."""

    number: int
    state: VersionState
    tone: Tone
    title_fr: str
    title_en: str
    subject: str | None
    text: str
    sha256: str = strawberry.field(description="Stands for exactly these words in attempts and in copies as sent.")
    author: str | None
    is_own: bool = strawberry.field(description="The reader wrote it, and so does not decide about it.")
    written_at: datetime | None
    decided_by: str | None
    decided_at: datetime | None
    comment: str | None
    withdrawn_by: str | None
    withdrawn_at: datetime | None

    @classmethod
    def of(cls, version: Version, membership_id: UUID) -> "TemplateVersion":
        """As the domain tells it, to this reader."""
        wording = version.wording
        return cls(
            number=version.number,
            state=version.state,
            tone=wording.tone,
            title_fr=wording.titles["fr"],
            title_en=wording.titles["en"],
            subject=wording.subject,
            text=wording.text,
            sha256=version.sha256,
            author=version.author,
            is_own=version.author_id == membership_id,
            written_at=version.written_at,
            decided_by=version.decided_by,
            decided_at=version.decided_at,
            comment=version.comment,
            withdrawn_by=version.withdrawn_by,
            withdrawn_at=version.withdrawn_at,
        )


@value_type()
class TemplateProblem:
    """Why words may not be saved."""

    code: str
    in_subject: bool
    line: int = strawberry.field(description="Counted from 1; 0 where something is missing altogether.")
    variable: str | None
    nearest: str | None = strawberry.field(description="The variable that was probably meant.")
    source: str | None = strawberry.field(description="Of the rule: the article of law.")
    message: str

    @classmethod
    def of(cls, problem: Problem, locale: str) -> "TemplateProblem":
        """In the reader's language."""
        return cls(
            code=problem.code,
            in_subject=problem.part == "subject",
            line=problem.line,
            variable=problem.variable,
            nearest=problem.nearest,
            source=problem.source,
            message=problem.message(locale),
        )


@value_type()
class WrittenTemplate:
    """A template of the reader's agency with all that was ever written for it."""

    id: strawberry.ID
    title: str
    form: Form
    language: str
    tone: Tone
    purpose: Purpose
    country: str
    one_way_sender: bool
    is_shipped: bool = strawberry.field(description="It came with the product, whatever was written over it since.")
    in_use: int | None = strawberry.field(description="The number of the version that is sent.")
    problems: list[TemplateProblem] = strawberry.field(
        description="Why the version that is sent may not leave today: rules change after words were approved."
    )
    shipped_stands_in: bool = strawberry.field(
        description="The version in use may not leave today, and the one that ships is sent in its place."
    )
    waiting: int = strawberry.field(description="How many versions wait for somebody to approve them.")
    versions: list[TemplateVersion] = strawberry.field(description="The newest first.")

    @classmethod
    def of(cls, told: History, membership_id: UUID, locale: str) -> "WrittenTemplate":
        """As the domain tells it, to this reader."""
        shown = told.shown.wording
        return cls(
            id=strawberry.ID(told.key),
            title=shown.titles[language_of(locale)],
            form=shown.form,
            language=shown.language,
            tone=shown.tone,
            purpose=Purpose(shown.purpose.value),
            country=shown.country,
            one_way_sender=shown.one_way_sender,
            is_shipped=told.versions[-1].author is None,
            in_use=told.in_use.number if told.in_use else None,
            problems=[TemplateProblem.of(problem, locale) for problem in told.problems],
            shipped_stands_in=told.shipped_stands_in,
            waiting=sum(version.state is VersionState.WAITING for version in told.versions),
            versions=[TemplateVersion.of(version, membership_id) for version in told.versions],
        )


@value_type()
class TemplateVariable:
    """What a text may name between braces."""

    name: str
    description: str
    example: str = strawberry.field(description="Written for readers of the template's language.")
    forms: list[Form]
    purposes: list[Purpose]

    @classmethod
    def of(cls, variable: Variable, language: str, locale: str) -> "TemplateVariable":
        """Described to the reader, with an example in the language of the text."""
        return cls(
            name=variable.name,
            description=variable.description(language_of(locale)),
            example=variable.shown(language),
            forms=list(variable.offered_in),
            purposes=[Purpose(purpose.value) for purpose in variable.purposes],
        )


@value_type()
class TemplateTrial:
    """Words tried out: what is wrong with them, and how they would look."""

    problems: list[TemplateProblem]
    subject: str | None
    text: str | None = strawberry.field(description="Null while a brace is open.")
    html: str | None
    segments: int | None = strawberry.field(description="SMS only: how many texts it takes.")
    units: int | None
    encoding: str | None
    forcing: list[str] = strawberry.field(description="The signs that make an SMS take more texts.")

    @classmethod
    def of(cls, trial: Trial, locale: str) -> "TemplateTrial":
        """In the reader's language."""
        words, counted = trial.rendered, trial.segments
        return cls(
            problems=[TemplateProblem.of(problem, locale) for problem in trial.problems],
            subject=words.subject if words else None,
            text=words.text if words else None,
            html=words.html if words else None,
            segments=counted.segments if counted else None,
            units=counted.units if counted else None,
            encoding=counted.encoding.value if counted else None,
            forcing=list(counted.forcing) if counted else [],
        )
