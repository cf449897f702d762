"""Calls every method of the vendor's own client, and reports what came of each.

Usage: drive.py BASE TOKEN [NAMES...]      BASE as for HuntflowAPI: without `/v2`

Arguments are made from the client's own type hints, so nothing here repeats a fact about the API: a path parameter is
an id that the sandbox has, a body is a model of the client with a value for every field. One line of JSON for each
method: its name, the requests it made, and `ok` or the error.
"""

import asyncio
import datetime
import enum
import importlib
import inspect
import json
import pkgutil
import sys
import types
import typing

import httpx
import pydantic
from annotated_types import MaxLen
from huntflow_api_client import HuntflowAPI, entities
from huntflow_api_client.entities.base import BaseEntity
from huntflow_api_client.models.request.file import UploadFileHeaders
from huntflow_api_client.tokens.token import ApiToken

ACCOUNT = 7
#: Parameters that exclude others of the same call.
EXCLUDED = {
    "Applicant.list": ["agreement_state"],
    "AccountDivision.list": ["only_available"],
    "VacancyRequest.list": ["vacancy_id"],
    "ApplicantLog.list": ["personal"],
}
#: What a model does not say of its text.
WORDS = {"state": "OPEN", "webhook_events": "APPLICANT"}
#: The order of verbs, so that what is read exists, and what is removed is not needed any more.
ORDER = ["upload", "create", "add", "update", "patch", "get", "list", "delete"]


def methods():
    """The public methods of all entities, by name."""
    found = {}
    for module in pkgutil.iter_modules(entities.__path__):
        loaded = importlib.import_module(f"huntflow_api_client.entities.{module.name}")
        for name, entity in inspect.getmembers(loaded, inspect.isclass):
            if not issubclass(entity, BaseEntity) or entity.__module__ != loaded.__name__:
                continue
            for method, function in inspect.getmembers(entity, inspect.iscoroutinefunction):
                if not method.startswith("_"):
                    found[f"{name}.{method}"] = (entity, function)
    return found


class Values:
    """Values for type hints. `ids` maps a name of a parameter to an id."""

    def __init__(self, ids):
        self.ids = ids
        self.deep = 0
        self.hook = ""
        self.count = 0
        self.owners = {}

    def named(self, name):
        """The id for a parameter or field: the one with the longest name in it."""
        one = name.removesuffix("s") + "_id"
        fits = [key for key in self.ids if key in name or key.endswith(one)]
        return self.ids[max(fits, key=len)] if fits else None

    def of(self, hint, name, limits=()):
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        self.deep += 1
        try:
            return self.choose(hint, origin, arguments, name, limits)
        finally:
            self.deep -= 1

    def choose(self, hint, origin, arguments, name, limits):
        if origin is typing.Annotated:
            return self.of(arguments[0], name, (*limits, *arguments[1:]))
        if origin in (typing.Union, types.UnionType):
            return self.of(next(a for a in arguments if a is not type(None)), name, limits)
        if origin is typing.Literal:
            return arguments[0]
        if origin in (list, set, tuple):
            # Types that contain themselves end here.
            return origin([] if self.deep > 12 else [self.of(arguments[0], name)])
        if origin is dict:
            return {}
        if hint is dict or hint is typing.Any:
            return {}
        if inspect.isclass(hint):
            if issubclass(hint, enum.Enum):
                return list(hint)[0]
            if issubclass(hint, pydantic.BaseModel):
                return self.model(hint)
            if issubclass(hint, bool):
                return True
            if issubclass(hint, int):
                return self.named(name) or 1
            if issubclass(hint, float):
                return 1.5
            if issubclass(hint, datetime.datetime):
                return datetime.datetime(2026, 11, 27, 12, tzinfo=datetime.timezone.utc)
            if issubclass(hint, datetime.date):
                return datetime.date(2026, 11, 27)
            if issubclass(hint, bytes):
                return b"%PDF-1.7\n%EOF\n"
            if issubclass(hint, str):
                return self.text(name, limits)
            if hint.__name__ in ("EmailStr", "NameEmail"):
                return "ada@example.org"
            if "Url" in hint.__name__:
                return self.hook
        raise NotImplementedError(f"no value for {name}: {hint}")

    def text(self, name, limits):
        if name in WORDS:
            return WORDS[name]
        if "email" in name or name == "to":
            return "ada@example.org"
        if name == "foreign":
            self.count += 1
            return f"foreign {self.count}"
        given = self.named(name) if "id" in name or "foreign" in name or "code" in name else None
        if given is not None:
            return str(given)
        if name == "url":
            return self.hook
        if "color" in name:
            return "1a2b3c"
        most = min([limit.max_length for limit in limits if isinstance(limit, MaxLen)] or [40])
        return f"text of {name}"[:most]

    def model(self, model):
        if issubclass(model, pydantic.RootModel):
            return model.model_validate(self.of(model.model_fields["root"].annotation, "root"))
        values = {}
        for name, field in model.model_fields.items():
            if model.__name__.endswith("UpdateRequest") and name in ("questions", "schema"):
                continue
            values[field.alias or name] = self.of(field.annotation, name, field.metadata)
        return model.model_validate(values)


async def ids_of(api):
    """Ids of things that the sandbox has, as the ATS itself names them."""
    async def first(path, key="items", field="id", where="id"):
        answer = (await api.request("GET", f"/accounts/{ACCOUNT}{path}")).json()
        items = answer[key] if isinstance(answer, dict) else answer
        return next((item[field] for item in items if item.get(where)), None)

    return {
        "account_id": ACCOUNT,
        "vacancy": await first("/vacancies"),
        "status": await first("/vacancies/statuses"),
        "source": await first("/applicants/sources"),
        "coworker": await first("/coworkers"),
        "user_id": await first("/coworkers", field="member"),
        "rejection_reason": await first("/rejection_reasons"),
        "child": await first("/vacancies", where="parent"),
    }


def learn(values, name, found, result, arguments):
    """Takes the ids of what was created for the parameters that ask for them."""
    entity, method = name.split(".")
    bodies = [value for value in arguments.values() if isinstance(value, pydantic.BaseModel)]
    new = getattr(result, "id", None)
    if entity == "UsersManagement" and bodies:
        new = bodies[0].id
    if new is not None and method.startswith(("create", "upload")):
        for other, (_, function) in found.items():
            names = [p for p in inspect.signature(function).parameters if p.endswith("_id") and p != "account_id"]
            if not other.split(".")[1].startswith(("get", "delete", "update", "patch")):
                continue
            # What an applicant has is asked for by the applicant's id, which stays.
            if other.split(".")[0] == entity and names and values.owners.setdefault(names[-1], entity) == entity:
                values.ids[names[-1]] = new
    if entity == "File":
        values.ids.update(file=new, photo=new)
    for body in bodies:
        if hasattr(body, "code"):
            values.ids["dict_code"] = body.code
    for holder in (result, getattr(result, "payload", None)):
        if getattr(holder, "task_id", None):
            values.ids["task_id"] = str(holder.task_id)
    if entity == "Applicant" and getattr(result, "external", None):
        values.ids["external_id"] = result.external[0].id


async def create_questionary(api, values):
    """What the client cannot create: it sends the body as a form, and the API takes JSON."""
    body = {"survey_id": values.ids.get("survey_id", 1), "respondent": {"applicant_id": values.ids["applicant_id"]}}
    answer = await api.request("POST", f"/accounts/{ACCOUNT}/surveys/type_q/questionaries", json=body)
    values.ids["questionary_id"] = answer.json()["id"]


class Recorder(HuntflowAPI):
    """The client, and what it has asked."""

    calls: list

    @property
    def http_client(self):
        client = super().http_client

        async def note(response):
            path = response.request.url.raw_path.decode()
            self.calls.append([response.request.method, path, response.status_code])

        client.event_hooks["response"].insert(0, note)
        return client


async def call(api, values, name, entity, function):
    arguments = {}
    hints = typing.get_type_hints(function)
    for parameter in inspect.signature(function).parameters:
        hint = hints.get(parameter)
        # A cursor belongs to an answer, and replaces every other parameter.
        if parameter == "self" or "cursor" in parameter or parameter == "next_id":
            continue
        if parameter in EXCLUDED.get(name, []):
            continue
        if "child_vacancy" in name and parameter == "vacancy_id":
            arguments[parameter] = values.ids["child"]
        elif hint is UploadFileHeaders:
            arguments[parameter] = UploadFileHeaders(x_file_parse=True)
        else:
            arguments[parameter] = values.of(hint, parameter)
    return arguments, await getattr(entity(api), function.__name__)(**arguments)


async def answer_hooks(reader, writer):
    """An address that takes webhooks: what is registered must answer."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
    await writer.drain()
    writer.close()


async def main():
    base, token, *only = sys.argv[1:]
    server = await asyncio.start_server(answer_hooks, "127.0.0.1", 0)
    values = Values({})
    values.hook = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    api = Recorder(base, token=ApiToken(access_token=token))
    api.calls = []
    values.ids = await ids_of(api)
    found = methods()

    def order(name):
        verb = name.split(".")[1]
        first = name not in ("Applicant.create", "Vacancy.create")
        step = next((i for i, word in enumerate(ORDER) if word in verb), len(ORDER) - 2)
        # What applicants and vacancies have is removed before them.
        return step, first if verb != "delete" else name in ("Applicant.delete", "Vacancy.delete"), name

    for name in sorted(found, key=order):
        if only and name not in only:
            continue
        entity, function = found[name]
        api.calls = []
        try:
            arguments, answer = await call(api, values, name, entity, function)
            learn(values, name, found, answer, arguments)
            result = "ok"
            if name == "Applicant.create":
                await create_questionary(api, values)
        except pydantic.ValidationError as error:
            result = f"unreadable: {error.errors()[0]['loc']} {error.errors()[0]['msg']}"
        except httpx.HTTPError as error:
            result = f"http: {type(error).__name__}"
        except Exception as error:  # noqa: BLE001 - whatever the client raises is its result
            result = f"{type(error).__name__}: {error}"
        print(json.dumps({"method": name, "calls": api.calls, "result": result}), flush=True)


asyncio.run(main())
