"use strict";
const byId = id => document.getElementById(id);
const make = (name, className, text) => {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};
const number = (value, digits = 0) => Number(value || 0).toLocaleString("en", {maximumFractionDigits: digits});
const cost = value => Number(value || 0).toLocaleString("en", {maximumSignificantDigits: 3});
const percent = value => `${Math.round(value * 100)}%`;
const duration = ms => ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
const bytes = value => value < 1e6 ? `${number(value / 1e3, 1)} kB` : `${number(value / 1e6, 1)} MB`;
const words = code => code.toLowerCase().replaceAll("_", " ");

async function ask(path) {
  const response = await fetch(`/console/api/${path}`);
  if (!response.ok) throw new Error(`the gateway says ${response.status}`);
  return response.json();
}

/* The mesh */

function judge(state) {
  const down = state.tiers.filter(tier => !tier.up).map(tier => tier.tier.toUpperCase());
  if (state.events_dropped > 0) return ["bad", `${number(state.events_dropped)} events were lost`];
  if (down.length === state.tiers.length) return ["bad", "no tier is up"];
  if (down.length) return ["warn", `${down.join(" and ")} down: others answer, or requests are refused`];
  if (state.spool_age > 600) return ["warn", "events wait for Kafka for over ten minutes"];
  if (state.tiers.some(tier => tier.breaker > 0)) return ["warn", "a breaker is not closed"];
  return ["good", "all tiers are up"];
}

function showState(state) {
  const [kind, text] = judge(state);
  byId("verdict").className = kind;
  if (byId("verdict").textContent !== text) byId("verdict").textContent = text;
  const saved = state.baseline > 0 ? 1 - state.cost / state.baseline : 0;
  const figures = {
    "under way": number(state.in_flight), requests: number(state.requests),
    "failed by the mesh": number(state.failed), escalations: number(state.escalations),
    degraded: number(state.degraded), "saved against V3": state.baseline > 0 ? percent(saved) : "–"};
  byId("figures").replaceChildren(...Object.entries(figures).map(([name, value]) => {
    const box = make("div");
    box.append(make("dt", "", name), make("dd", "", value));
    return box;
  }));
  byId("tier-cards").replaceChildren(...state.tiers.map(tierCard));
  byId("saved").textContent = state.baseline > 0
    ? `${cost(state.cost)} price units spent; the largest tier alone would have cost ${cost(state.baseline)} for the same answers.`
    : "Nothing was answered yet.";
  byId("capture").textContent = `${number(state.events_sent)} events sent to Kafka, ${bytes(state.spool_bytes)} on disk, `
    + `the oldest for ${duration(state.spool_age * 1000)}; ${number(state.events_dropped)} lost.`;
  const known = [...byId("model").options].map(option => option.value);
  state.tiers.filter(tier => !known.includes(tier.tier)).forEach(tier => byId("model").append(new Option(tier.tier)));
}

function tierCard(tier) {
  const card = make("article", `card ${tier.tier}`);
  const title = make("h3", "", `${tier.tier.toUpperCase()} · ${tier.model || "not heard of yet"}`);
  const breaker = ["", "breaker half-open", "breaker open"][tier.breaker];
  const health = tier.up ? breaker || "up" : "down";
  title.append(make("span", `state ${!tier.up ? "down" : breaker ? "warned" : "up"}`, health));
  card.append(title);
  if (tier.why) card.append(make("p", "quiet", tier.why));
  const rows = {
    zone: words(tier.zone || "–"), "waiting for a first token": number(tier.pending),
    queue: tier.queue_capacity ? `${number(tier.queued)} of ${number(tier.queue_capacity)}` : "–",
    "round trip": tier.round_trip_ms ? `${number(tier.round_trip_ms, 1)} ms` : "–",
    confidence: tier.calibrated ? "calibrated" : "not calibrated", answers: number(tier.answers), cost: cost(tier.cost)};
  const table = make("table");
  Object.entries(rows).forEach(([name, value]) => {
    const row = table.insertRow();
    row.append(make("td", "quiet", name), make("td", "", value));
  });
  card.append(table);
  return card;
}

/* Live requests */

let requests = [], newest = 0, paused = false;
const filters = {
  all: () => true, escalated: r => r.attempts.some(a => a.finish === "escalated"), failed: r => r.error !== "",
  degraded: r => r.degraded, private: r => r.privateContent};

function badge(attempt, given) {
  const failed = attempt.finish === "failed" || attempt.finish === "cancelled";
  const node = make("b", `tier ${attempt.tier}${given ? " given" : ""}${failed ? " failed" : ""}`);
  node.append(make("span", "", attempt.tier.toUpperCase()));
  return node;
}

function path(request) {
  const node = make("span", "path");
  if (!request.attempts.length) node.append(make("span", "quiet", "not served"));
  request.attempts.forEach((attempt, i) => {
    if (i) node.append(make("i", "", "→"));
    node.append(badge(attempt, attempt.tier === request.tier && i === request.attempts.length - 1));
  });
  return node;
}

function row(request) {
  const node = make("details", "request fresh");
  node.setAttribute("role", "listitem");
  const line = make("summary");
  const why = make("span", "why", words(request.reason));
  if (request.privateContent) why.append(make("span", "mark", "private"));
  if (request.degraded) why.append(make("span", "mark warn", "degraded"));
  if (request.error) why.append(make("span", "mark bad", words(request.error)));
  const at = new Date(request.at).toLocaleTimeString("en-GB");
  line.append(make("time", "quiet", at), path(request), why,
    make("span", "number", duration(request.milliseconds)), make("span", "number quiet only-wide", cost(request.cost)));
  node.append(line);
  node.addEventListener("toggle", () => { if (node.open && !node.querySelector(".inner")) node.append(inner(request)); });
  return node;
}

function inner(request) {
  const box = make("div", "inner");
  box.append(make("p", "quiet", `${request.id} · tenant ${request.tenant} · ${words(request.method)} · difficulty ${percent(request.difficulty)}`));
  if (request.attempts.length) box.append(attemptTable(request.attempts.map(a => [a.tier.toUpperCase(),
    words(a.finish) + (a.why ? `: ${words(a.why)}` : ""), percent(a.confidence), duration(a.firstToken), duration(a.duration),
    `${a.promptTokens} + ${a.tokens}`, cost(a.cost)])));
  return box;
}

function attemptTable(rows) {
  const table = make("table", "plain");
  const head = table.createTHead().insertRow();
  ["tier", "outcome", "confidence", "first token", "took", "tokens", "cost"].forEach(name => head.append(make("th", "", name)));
  const body = table.createTBody();
  rows.forEach(cells => {
    const line = body.insertRow();
    cells.forEach((cell, i) => line.append(make("td", i > 1 ? "number" : "", cell)));
  });
  return table;
}

function showRequests() {
  const list = requests.filter(filters[byId("filter").value]);
  byId("requests").replaceChildren(...list.slice(0, 100).map(row));
  byId("shown").textContent = `${Math.min(list.length, 100)} of the last ${requests.length}`;
}

async function refreshRequests() {
  const fresh = await ask(`requests?after=${newest}`);
  if (!fresh.length) return;
  newest = fresh[0].number;
  requests = [...fresh, ...requests].slice(0, 200);
  const open = document.querySelector("details.request[open]");
  if (paused || open) { byId("shown").textContent = `${fresh.length} more came; close or go on to see them`; return; }
  const had = byId("requests").childElementCount && byId("filter").value === "all";
  if (!had) { showRequests(); return; }
  byId("requests").prepend(...fresh.map(row));
  while (byId("requests").childElementCount > 100) byId("requests").lastChild.remove();
  byId("shown").textContent = `${byId("requests").childElementCount} of the last ${requests.length}`;
}

/* Cost */

function chart(samples) {
  const W = Math.max(280, byId("chart").clientWidth), H = 170, left = 46, bottom = 20, top = 10;
  const first = samples[0], points = samples.map(s => [s.at, s.baseline - first.baseline, s.cost - first.cost]);
  const most = Math.max(...points.map(p => Math.max(p[1], p[2])), 1e-9), from = points[0][0], to = points.at(-1)[0];
  const x = at => left + (at - from) / Math.max(1, to - from) * (W - left - 8);
  const y = value => H - bottom - value / most * (H - bottom - top);
  const line = index => points.map(p => `${x(p[0]).toFixed(1)},${y(p[index]).toFixed(1)}`).join(" ");
  const space = "http://www.w3.org/2000/svg", svg = document.createElementNS(space, "svg");
  const draw = (name, attributes, text) => {
    const node = document.createElementNS(space, name);
    Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
    if (text) node.textContent = text;
    svg.append(node);
  };
  svg.setAttribute("viewBox", `0 0 ${W} ${H}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `Spent ${cost(points.at(-1)[2])} against ${cost(points.at(-1)[1])} on the largest tier alone`);
  draw("polygon", {class: "gain", points: `${line(1)} ${line(2).split(" ").reverse().join(" ")}`});
  draw("polyline", {class: "line baseline", points: line(1)});
  draw("polyline", {class: "line spent", points: line(2)});
  draw("text", {x: 4, y: y(most) + 4}, cost(most));
  draw("text", {x: 4, y: y(0) + 4}, "0");
  draw("text", {x: left, y: H - 5}, new Date(from).toLocaleTimeString("en-GB"));
  draw("text", {x: W - 8, y: H - 5, "text-anchor": "end"}, new Date(to).toLocaleTimeString("en-GB"));
  return svg;
}

async function refreshHistory() {
  const samples = await ask("history");
  const enough = samples.length > 1 && samples.at(-1).baseline > samples[0].baseline;
  byId("chart").replaceChildren(enough ? chart(samples) : make("p", "quiet", "A sample is taken every ten seconds; the curve begins with the second answer."));
}

/* Feed */

let monthsShown = "";
async function refreshMonths() {
  const months = await ask("months");
  if (!months.length) { byId("months").replaceChildren(make("p", "quiet", "No dataset was built yet.")); return; }
  const table = make("table", "plain"), head = table.createTHead().insertRow();
  ["month", "zone", "rows", "events in", "left out"].forEach(name => head.append(make("th", "", name)));
  const body = table.createTBody();
  months.forEach(month => {
    const left = {};
    month.stages.forEach(stage => Object.entries(stage.dropped || {}).forEach(([why, count]) => { left[why] = (left[why] || 0) + count; }));
    const line = body.insertRow();
    const train = month.files.find(file => /train/.test(file.path)) || month.files[0] || {rows: 0};
    line.append(make("td", "", month.name), make("td", "", month.zone), make("td", "number", number(train.rows)),
      make("td", "number", number(month.stages[0] ? month.stages[0].in : 0)),
      make("td", "quiet", Object.entries(left).map(([why, count]) => `${words(why)}: ${count}`).join(", ") || "nothing"));
  });
  const text = JSON.stringify(months);
  if (text === monthsShown) return; // what is open stays so
  monthsShown = text;
  byId("months").replaceChildren(table, ...months.map(monthReport));
}

/* What a month's report says in figures; the report itself quotes rows and stays with the feed. */
function monthReport(month) {
  const node = make("details", "month"), table = make("table", "plain"), head = table.createTHead().insertRow();
  ["stage", "in", "out", "left out"].forEach(name => head.append(make("th", "", name)));
  const body = table.createTBody();
  month.stages.forEach(stage => {
    const line = body.insertRow();
    line.append(make("td", "", words(stage.stage)), make("td", "number", number(stage.in)), make("td", "number", number(stage.out)),
      make("td", "quiet", Object.entries(stage.dropped || {}).map(([why, count]) => `${words(why)}: ${number(count)}`).join(", ")));
  });
  const files = month.files.map(file => `${file.path}: ${number(file.rows)} rows`).join(", ");
  node.append(make("summary", "", `Report of ${month.name}, ${month.zone}`), table,
    make("p", "quiet", `${month.parent ? `goes on from ${month.parent}` : "no earlier month"} · ${files}`));
  return node;
}

/* Keys and budgets */

function budgetRow(budget) {
  const node = make("div", "budget"), bar = make("progress");
  bar.max = budget.limit; bar.value = Math.min(budget.used, budget.limit);
  bar.setAttribute("aria-label", `${budget.name}: ${budget.known ? percent(budget.used / budget.limit) : "not known how much"} used`);
  if (budget.known && budget.left <= 0) bar.className = "spent";
  node.append(make("span", "", budget.name), bar,
    make("span", "number quiet", budget.known
      ? `${cost(budget.used)} of ${cost(budget.limit)}, ${cost(budget.left)} left` : `of ${cost(budget.limit)}; the shared store is away`));
  return node;
}

function keyTable(keys) {
  const table = make("table", "plain"), head = table.createTHead().insertRow();
  ["key", "hash", "tiers", "state", "made", "ends"].forEach(name => head.append(make("th", "", name)));
  const body = table.createTBody(), day = at => at ? new Date(at).toISOString().slice(0, 10) : "–";
  keys.forEach(key => {
    const line = body.insertRow();
    line.append(make("td", "", key.id || "tenants file"), make("td", "", `${key.hash}…`), make("td", "", key.tiers.join(", ") || "all"),
      make("td", {IN_FORCE: "up", ENDING: "warned", ENDED: "down"}[key.state], words(key.state)), make("td", "quiet", day(key.created)),
      make("td", "quiet", day(key.ends)));
  });
  return table;
}

function tenantCard(tenant) {
  const card = make("article", "card tenant"), title = make("h3", "", tenant.tenant), marks = make("span", "");
  if (tenant.open) marks.append(make("span", "mark warn", "open without a key"));
  if (tenant.private_only) marks.append(make("span", "mark", "private only"));
  title.append(marks);
  const limits = [[tenant.requests_per_minute, "requests a minute"], [tenant.tokens_per_minute, "tokens a minute"],
    [tenant.concurrent_requests, "at a time"]].filter(limit => limit[0] > 0).map(limit => `${number(limit[0])} ${limit[1]}`);
  card.append(title, make("p", "quiet", `tiers: ${tenant.tiers.join(", ") || "all"} · ${limits.join(", ") || "no rate limit"}`));
  tenant.budgets.forEach(budget => card.append(budgetRow(budget)));
  if (!tenant.budgets.length) card.append(make("p", "quiet", "no budget of a day or a month"));
  const box = make("div", "scroll");
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", `Keys of ${tenant.tenant}`);
  box.append(tenant.keys.length ? keyTable(tenant.keys) : make("p", "quiet", "no key"));
  card.append(box);
  return card;
}

let tenantsShown = "";
async function refreshTenants() {
  const tenants = await ask("tenants"), text = JSON.stringify(tenants);
  if (text === tenantsShown) return; // what has the focus keeps it
  tenantsShown = text;
  byId("tenants").replaceChildren(...tenants.map(tenantCard));
}

/* Playground */

let running = null;
const shade = logprob => { const p = Math.exp(logprob); return p < .1 ? "p0" : p < .4 ? "p1" : p < .7 ? "p2" : p < .95 ? "p3" : "p4"; };

function piece(choice) {
  const tokens = (choice.logprobs && choice.logprobs.content) || [];
  if (!tokens.length && choice.delta && choice.delta.content) byId("answer").append(choice.delta.content);
  tokens.forEach(token => {
    const node = make("span", `token ${shade(token.logprob)}`, token.token);
    node.title = `${percent(Math.exp(token.logprob))}`;
    byId("answer").append(node);
  });
}

function outcome(strata) {
  const line = make("p", "", `${strata.tier.toUpperCase()} · ${strata.model} · ${strata.reason}${strata.degraded ? " · degraded" : ""}`);
  const table = attemptTable(strata.attempts.map(a => [a.tier.toUpperCase(), words(a.outcome) + (a.reason ? `: ${words(a.reason)}` : ""),
    "", duration(a.time_to_first_token_ms), duration(a.duration_ms), `${a.usage.prompt_tokens} + ${a.usage.completion_tokens}`, cost(a.cost)]));
  byId("attempts").replaceChildren(line, table,
    make("p", "quiet", `${strata.request_id} · cost ${cost(strata.cost)} · the gateway added ${number(strata.overhead_ms, 1)} ms`));
}

function refuse(text) { byId("answer").className = "answer error"; byId("answer").append(text); }

function heard(data) {
  if (data === "[DONE]") return;
  const chunk = JSON.parse(data);
  if (chunk.error) { refuse(chunk.error.message); return; }
  (chunk.choices || []).forEach(piece);
  if (chunk.strata && chunk.strata.attempts) outcome(chunk.strata);
}

async function play(event) {
  event.preventDefault();
  if (running || !byId("prompt").value.trim()) return;
  running = new AbortController();
  byId("answer").className = "answer"; byId("answer").replaceChildren(); byId("attempts").replaceChildren();
  byId("send").disabled = true; byId("stop").disabled = false;
  try {
    const response = await fetch("/console/api/chat", {method: "POST", signal: running.signal,
      headers: {"content-type": "application/json", "x-strata-key": byId("key").value},
      body: JSON.stringify({model: byId("model").value, stream: true, logprobs: true, max_tokens: Number(byId("tokens").value),
        messages: [{role: "user", content: byId("prompt").value}]})});
    if (!response.ok) { refuse((await response.json()).error.message); return; }
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const {value, done} = await reader.read();
      if (done) break;
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      lines.filter(line => line.startsWith("data:")).forEach(line => heard(line.slice(5).trim()));
    }
  } catch (error) {
    if (error.name !== "AbortError") refuse(String(error.message || error)); else byId("answer").append(" (stopped)");
  } finally {
    running = null; byId("send").disabled = false; byId("stop").disabled = true;
  }
}

/* The page */

function every(milliseconds, work) {
  const turn = async () => {
    if (!document.hidden) {
      try { await work(); } catch (error) {
        byId("verdict").className = "bad"; byId("verdict").textContent = `the console hears nothing: ${error.message}`;
      }
    }
    setTimeout(turn, milliseconds);
  };
  turn();
}

byId("form").addEventListener("submit", play);
byId("stop").addEventListener("click", () => running && running.abort());
byId("filter").addEventListener("change", showRequests);
byId("pause").addEventListener("click", () => {
  paused = !paused;
  byId("pause").setAttribute("aria-pressed", paused); byId("pause").textContent = paused ? "Go on" : "Pause";
  if (!paused) showRequests();
});
byId("theme").addEventListener("click", () => {
  const dark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "light" : "dark";
});
document.addEventListener("keydown", event => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
  if (event.key === "/" && !typing) { event.preventDefault(); byId("prompt").focus(); }
  if (event.key === "Enter" && event.ctrlKey && document.activeElement === byId("prompt")) byId("form").requestSubmit();
  if (event.key === "Escape" && running) running.abort();
});
every(1000, async () => showState(await ask("state")));
every(1000, refreshRequests);
every(10000, refreshHistory);
every(5000, refreshTenants);
every(30000, refreshMonths);
