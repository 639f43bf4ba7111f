// The work by openapi-fetch, whose types of the document end with the compiler.

import createClient from "openapi-fetch";

const PAUSE = 5;

const { JOIN_BASE_URL, JOIN_API_TOKEN, JOIN_JOB, JOIN_EDITS } = process.env;
const client = createClient({ baseUrl: JOIN_BASE_URL, headers: { Authorization: JOIN_API_TOKEN } });

/** Returns the data of a success. */
function done({ data, error, response }) {
  if (data === undefined) throw new Error(`status ${response.status}, ${JSON.stringify(error)}`);
  return data;
}

async function read(times) {
  const jobId = Number(JOIN_JOB);
  for (let read = 0; read < times; read++) {
    const job = done(await client.GET("/jobs/{jobId}", { params: { path: { jobId } } }));
    if (job.id !== jobId) throw new Error("another job came");
  }
  return times;
}

async function listAll() {
  for (let page = 1, count = 0; ; page++) {
    const rows = done(await client.GET("/applications", { params: { query: { page, pageSize: 50 } } }));
    if (rows.length === 0) return count;
    count += rows.length;
  }
}

async function edit(pair, number) {
  await new Promise((resolve) => setTimeout(resolve, PAUSE * number));
  const [candidateId, applicationId] = pair.split(":").map(Number);
  const path = { applicationId };
  const application = done(await client.GET("/applications/{applicationId}", { params: { path } }));
  const tags = [...(application.candidate.tags ?? []), "own:done"];
  done(await client.PATCH("/candidates/{candidateId}", { params: { path: { candidateId } }, body: { tags } }));
}

const editAll = async () => (await Promise.all(JOIN_EDITS.split(",").map(edit))).length;

const [work, times] = [process.argv[2], Number(process.argv[3])];
if (work === "read") await read(1);
const [started, before] = [performance.now(), process.cpuUsage()];
const rows = await (work === "read" ? read(times) : work === "edit" ? editAll() : listAll());
const [wall, cpu] = [(performance.now() - started) / 1e3, process.cpuUsage(before)];
const { maxRSS } = process.resourceUsage();
console.log(JSON.stringify({ rows, wall, cpu: (cpu.user + cpu.system) / 1e6, mib: maxRSS / 1024 }));
