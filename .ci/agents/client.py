"""A real client of the protocol against `joinctl mcp`: it lists and calls every tool, and reads a file.

Arguments: the program, the base URL and the token of a sandbox.
"""

import asyncio
import os
import subprocess
import sys
import json

import httpx2
from mcp import Client, StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

PROGRAM, BASE_URL, TOKEN = sys.argv[1:]
SECRET = "secret-of-the-server-in-ci"
ENVIRONMENT = {**os.environ, "JOIN_BASE_URL": BASE_URL, "JOIN_API_TOKEN": TOKEN, "JOINCTL_SECRET": SECRET}


def check(what, is_so):
    if not is_so:
        raise SystemExit(f"error: {what}")


async def use(client, way, tag):
    """Calls every tool. The client itself checks each result against the tool's output schema."""
    called = set()

    async def call(name, **arguments):
        result = await client.call_tool(name, arguments)
        check(f"{name}: {result.content}", not result.is_error)
        check(f"{name} shows the token", TOKEN not in result.model_dump_json())
        called.add(name)
        return result.structured_content

    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    for tool in tools.values():
        check(f"{tool.name} has no annotations", tool.annotations and tool.output_schema)
    jobs = (await call("list_jobs", status="ONLINE"))["result"]["jobs"]
    job = jobs[0]["job_id"]
    await call("retrieve_job", job_id=job)
    await call("choose_job", search=jobs[0]["title"].split()[0])
    rows = (await call("list_applications", include_personal_data=True))["result"]["applications"]
    withheld = (await call("list_applications"))["withheld"]
    check("personal data is not withheld", withheld > 0 and rows[0]["email"])
    row = next(row for row in rows if row["attachments"])
    ids = {"candidate_id": row["candidate_id"], "application_id": row["application_id"]}
    await call("retrieve_application", application_id=ids["application_id"])
    file = await client.read_resource(f"join://applications/{ids['application_id']}/attachments/1")
    check("the file is empty", file.contents[0].blob)
    plans = [
        await call("plan_update_candidate", add_tags=[tag], **ids),
        await call("plan_create_candidate_note", candidate_id=ids["candidate_id"], content="Identity verified"),
        await call("plan_create_application", job_id=job, first_name="Ada", last_name=tag, email=f"{tag}@example.com"),
    ]
    for plan in plans:
        check(f"no plan id: {plan}", plan["plan_id"])
        await call("apply_plan", plan_id=plan["plan_id"])
    again = await client.call_tool("apply_plan", {"plan_id": plans[0]["plan_id"]})
    check("a plan was applied twice", again.is_error)
    wrong = await client.call_tool("retrieve_job", {"job_id": "seven"})
    check("a wrong input gave no error", wrong.is_error and "/job_id" in wrong.content[0].text)
    check(f"not called: {set(tools) - called}", set(tools) == called)
    print(f"mcp from PyPI over {way}: {len(called)} tools listed and called")


async def main():
    command = ["mcp", "--allow-writes"]
    server = StdioServerParameters(command=PROGRAM, args=command, env=ENVIRONMENT)
    async with Client(stdio_client(server)) as client:
        await use(client, "standard input and output", "ci-stdio")
    serving = subprocess.Popen([PROGRAM, *command, "--http", "--port", "0"], env=ENVIRONMENT, stdout=subprocess.PIPE)
    try:
        url = json.loads(serving.stdout.readline())["url"]
        headers = {"Authorization": f"Bearer {SECRET}"}
        async with httpx2.AsyncClient(headers=headers, trust_env=False) as http:
            async with Client(streamable_http_client(url, http_client=http)) as client:
                await use(client, "HTTP", "ci-http")
    finally:
        serving.terminate()
        serving.wait()


asyncio.run(main())
