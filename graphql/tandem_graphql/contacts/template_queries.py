"""Reading templates, and trying words out before they are saved."""

import base64

import strawberry

from tandem.contacts.templates import queries
from tandem.contacts.templates.variables import variables
from tandem_graphql.contacts.template_types import TemplateTrial, TemplateVariable, TemplateWordsInput, WrittenTemplate
from tandem_graphql.context import Info
from tandem_graphql.ids import key_of
from tandem_graphql.roots import query
from tandem_policies.vocabulary import Resource


@strawberry.type
class TemplateQueries:
    @query(Resource.TEMPLATE)
    async def templates(self, info: Info) -> list[WrittenTemplate]:
        """What the reader's agency sends from, with every version: by form, then by language and name."""
        actor = info.context.actor
        found = await queries.templates_for(actor)
        return [WrittenTemplate.of(one, actor.membership_id, info.context.locale) for one in found]

    @query(Resource.TEMPLATE)
    async def template(self, info: Info, template_id: strawberry.ID) -> WrittenTemplate | None:
        actor = info.context.actor
        found = await queries.template_for(actor, template_id)
        return WrittenTemplate.of(found, actor.membership_id, info.context.locale) if found else None

    @query(Resource.TEMPLATE)
    async def template_variables(self, info: Info, language: str) -> list[TemplateVariable]:
        """All that a text may name, with examples written in `language` (fr or en)."""
        queries.require_reader(info.context.actor)
        locale = info.context.locale
        return [TemplateVariable.of(variable, language, locale) for variable in variables().values()]

    @query(Resource.TEMPLATE, cost=5)
    async def template_trial(
        self, info: Info, words: TemplateWordsInput, case_file_id: strawberry.ID | None = None
    ) -> TemplateTrial:
        """Words judged as when they are saved, and filled with examples or with the values of a case file."""
        key = key_of(case_file_id, "CaseFile", "caseFileId") if case_file_id else None
        return TemplateTrial.of(await queries.try_words(info.context.actor, words.wording(), key), info.context.locale)

    @query(Resource.TEMPLATE, cost=20)
    async def template_letter(
        self, info: Info, words: TemplateWordsInput, case_file_id: strawberry.ID | None = None
    ) -> str | None:
        """A letter in these words as PDF, in base64; null for words that are no letter or cannot be printed yet."""
        key = key_of(case_file_id, "CaseFile", "caseFileId") if case_file_id else None
        pdf = await queries.try_letter(info.context.actor, words.wording(), key)
        return base64.b64encode(pdf).decode() if pdf else None
