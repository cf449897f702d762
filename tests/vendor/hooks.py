"""Reads notifications with the vendor's own models. Usage: hooks.py < LINES, each a body as it was received.

One line for each: `ok` or what is wrong.
"""

import json
import sys

import huntflow_webhook_models as models

MODELS = {
    "APPLICANT": models.ApplicantHookRequest,
    "VACANCY": models.VacancyHookRequest,
}

for line in sys.stdin:
    body = json.loads(line)
    try:
        MODELS[body["meta"]["event_type"]].model_validate(body)
        print("ok")
    except Exception as error:  # noqa: BLE001 - whatever the models raise is the result
        print(" ".join(str(error).split()))
