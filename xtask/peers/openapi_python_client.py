"""The work by the client that openapi-python-client makes from the document."""

import asyncio
import json
import os
import resource
import sys
import time

from join_api.api.applications import get_application, list_applications
from join_api.api.candidates import update_candidate
from join_api.api.jobs import get_job
from join_api.client import AuthenticatedClient
from join_api.models import UpdateCandidateRequest

PAUSE = 0.005

# The token goes without a scheme word, so the prefix is empty.
client = AuthenticatedClient(
    os.environ["JOIN_BASE_URL"], token=os.environ["JOIN_API_TOKEN"], prefix="", raise_on_unexpected_status=True
)


def read(times):
    job_id = int(os.environ["JOIN_JOB"])
    for _ in range(times):
        assert get_job.sync(job_id, client=client).id == job_id
    return times


def list_all():
    count, page = 0, 1
    while rows := list_applications.sync(client=client, page=page, page_size=50):
        count, page = count + len(rows), page + 1
    return count


async def edit(number, candidate_id, application_id):
    await asyncio.sleep(PAUSE * number)
    application = await get_application.asyncio(application_id, client=client)
    body = UpdateCandidateRequest(tags=[*(application.candidate.tags or []), "own:done"])
    await update_candidate.asyncio(candidate_id, client=client, body=body)


async def edit_all():
    pairs = [pair.split(":") for pair in os.environ["JOIN_EDITS"].split(",")]
    edits = [edit(number, int(candidate), int(application)) for number, (candidate, application) in enumerate(pairs)]
    return len(await asyncio.gather(*edits))


work, times = sys.argv[1], int(sys.argv[2])
if work == "read":
    read(1)
started, before = time.perf_counter(), time.process_time()
match work:
    case "read":
        rows = read(times)
    case "list" | "odd-list":
        rows = list_all()
    case _:
        rows = asyncio.run(edit_all())
wall, cpu = time.perf_counter() - started, time.process_time() - before
mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"rows": rows, "wall": wall, "cpu": cpu, "mib": mib}))
