"""The seven workflow steps, by a client that openapi-python-client makes from the document."""

import os

from join_api import AuthenticatedClient
from join_api.api.applications import create_application, get_application, list_applications
from join_api.api.candidates import create_candidate_note, update_candidate
from join_api.api.jobs import get_job, list_jobs
from join_api.models import (
    ApiErrorBody,
    CreateApplicationRequest,
    CreateNoteRequest,
    NewCandidate,
    NewDocument,
    UpdateCandidateRequest,
)

# The token goes without a scheme word, so the prefix is empty.
join = AuthenticatedClient(
    os.environ["SANDBOX_URL"], token=os.environ["SANDBOX_TOKEN"], prefix="", raise_on_unexpected_status=True
)


def done(step, response):
    """Returns the data of a success, and prints the step."""
    if response.parsed is None or isinstance(response.parsed, ApiErrorBody):
        raise SystemExit(f"{step}: status {response.status_code}, {response.parsed}")
    print(f"step {step}: {int(response.status_code)}")
    return response.parsed


jobs = done("list jobs", list_jobs.sync_detailed(client=join, status="ONLINE", page=1))
job_id = jobs[0].id
job = done("retrieve job", get_job.sync_detailed(job_id, client=join))
assert job.id == job_id, "retrieve job: another job came"

rows = done("list applications", list_applications.sync_detailed(client=join, job_id=job_id, page=1, page_size=5))
application_id = rows[0].id
application = done("retrieve application", get_application.sync_detailed(application_id, client=join))
candidate = application.candidate

new = CreateApplicationRequest(
    job_id=job_id,
    candidate=NewCandidate("Ada", "Lovelace", "ada.python@example.com", phone="+442071234567"),
    source="REFERRALS",
    integration_external_id="inq_python",
    documents=[NewDocument("CV", "cv.pdf", "JVBERi0xLjc=")],
)
created = done("create application", create_application.sync_detailed(client=join, body=new))
assert created.id, "create application: its number is missing"

update = UpdateCandidateRequest(tags=[*(candidate.tags or []), "persona:verified"])
done("update candidate", update_candidate.sync_detailed(candidate.id, client=join, body=update))
note = CreateNoteRequest("<p>Identity verified</p>")
done("create note", create_candidate_note.sync_detailed(candidate.id, client=join, body=note))

after = get_application.sync(application_id, client=join)
assert "persona:verified" in after.candidate.tags, "update candidate: the tag is not there"
