// Requests of the phone to the service, each with an end: a weak signal must not hold one for ever.

export const TIMEOUT_MS = 20_000;
export const PHOTO_TIMEOUT_MS = 120_000;

// No answer, or one that says to come back: the same request may be sent again.
export class Later extends Error {
  constructor(message, waitS = 0) {
    super(message);
    this.waitS = waitS;
  }
}

// The service asks to sign in, or somebody else is signed in on this phone.
export class NotMe extends Error {}

// The service has said no, in its words; sending the same again would not help.
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function words(response) {
  try {
    const problem = await response.json();
    return problem.detail || problem.title || String(response.status);
  } catch {
    return String(response.status);
  }
}

async function request(path, options, timeoutMs) {
  let response;
  try {
    response = await fetch(path, { ...options, cache: "no-store", redirect: "error", signal: AbortSignal.timeout(timeoutMs) });
  } catch (error) {
    throw new Later(error.message);
  }
  if (response.ok) return response;
  if (response.status === 401) throw new NotMe(await words(response));
  if (response.status >= 500 || response.status === 429 || response.status === 408) {
    throw new Later(await words(response), Number(response.headers.get("Retry-After")) || 0);
  }
  throw new Refused(response.status, await words(response));
}

async function json(response) {
  try {
    return await response.json();
  } catch (error) {
    // The answer broke off on its way: what was sent may be there or not, so it is sent again.
    throw new Later(error.message);
  }
}

// Who is signed in, and the token that writing needs.
export async function who() {
  return json(await request("/patrol/who", {}, TIMEOUT_MS));
}

export async function put(path, body, csrf, { type = "application/json", timeoutMs = TIMEOUT_MS } = {}) {
  const isJson = type === "application/json";
  const headers = { "Content-Type": type, Accept: "application/json", "X-CSRFToken": csrf };
  return json(await request(path, { method: "PUT", headers, body: isJson ? JSON.stringify(body) : body }, timeoutMs));
}
