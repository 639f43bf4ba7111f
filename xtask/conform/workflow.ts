// The seven workflow steps, by a client that openapi-typescript and openapi-fetch make from the document.

import createClient from "openapi-fetch";
import type { paths } from "./join-api.js";

declare const process: { env: Record<string, string | undefined> };

const { SANDBOX_URL, SANDBOX_TOKEN } = process.env;
if (!SANDBOX_URL || !SANDBOX_TOKEN) throw new Error("SANDBOX_URL or SANDBOX_TOKEN is not set");
const join = createClient<paths>({ baseUrl: SANDBOX_URL, headers: { Authorization: SANDBOX_TOKEN } });

/** Returns the data of a success, and prints the step. */
function done<T>(step: string, result: { data?: T; error?: unknown; response: Response }): T {
  const { status } = result.response;
  if (result.data === undefined) throw new Error(`${step}: status ${status}, ${JSON.stringify(result.error)}`);
  console.log(`step ${step}: ${status}`);
  return result.data;
}

/** Fails unless a value is there. */
function some<T>(what: string, value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error(`${what} is missing`);
  return value;
}

const jobs = done("list jobs", await join.GET("/jobs", { params: { query: { status: "ONLINE", page: 1 } } }));
const jobId = some("an online job", jobs[0]).id;
const job = done("retrieve job", await join.GET("/jobs/{jobId}", { params: { path: { jobId } } }));
if (job.id !== jobId) throw new Error("retrieve job: another job came");

const query = { jobId, page: 1, pageSize: 5 };
const rows = done("list applications", await join.GET("/applications", { params: { query } }));
const applicationId = some("an application", rows[0]).id;
const read = () => join.GET("/applications/{applicationId}", { params: { path: { applicationId } } });
const application = done("retrieve application", await read());
const candidate = some("the candidate", application.candidate);

const created = done(
  "create application",
  await join.POST("/applications", {
    body: {
      jobId,
      candidate: { firstName: "Ada", lastName: "Lovelace", email: "ada.typescript@example.com", phone: "+442071234567" },
      source: "REFERRALS",
      integrationExternalId: "inq_typescript",
      documents: [{ type: "CV", name: "cv.pdf", data: "JVBERi0xLjc=" }],
    },
  }),
);
some("the new application", created.id);

const tags = [...(candidate.tags ?? []), "persona:verified"];
const path = { candidateId: candidate.id };
done("update candidate", await join.PATCH("/candidates/{candidateId}", { params: { path }, body: { tags } }));
const content = "<p>Identity verified</p>";
done("create note", await join.POST("/candidates/{candidateId}/notes", { params: { path }, body: { content } }));

const after = some("the candidate", some("the application", (await read()).data).candidate);
if (!after.tags?.includes("persona:verified")) throw new Error("update candidate: the tag is not there");
