/* Try a route: send what its form holds and show the reply below it. Without scripts, the forms of plain addresses work. */

const SHOWN = 20000; // characters of a reply

for (const form of document.querySelectorAll("form.try")) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, form.querySelector("output"));
  });
}

async function send(form, output) {
  output.hidden = false;
  output.textContent = "…";
  const body = form.querySelector("textarea")?.value;
  const headers = { Accept: "application/json, */*;q=0.5", ...(body === undefined ? {} : { "Content-Type": "application/json" }) };
  try {
    const reply = await fetch(addressOf(form), { method: form.method, headers, body });
    output.textContent = `${reply.status} ${reply.statusText}\n\n${tidy(await reply.text())}`;
  } catch (error) {
    output.textContent = error.message;
  }
}

/* The address with its path filled in; fields left empty are left out. */
function addressOf(form) {
  let path = form.getAttribute("action");
  const query = new URLSearchParams();
  for (const { name, value, dataset } of form.querySelectorAll("input")) {
    if (dataset.in === "path") path = path.replace(`{${name}}`, value.split("/").map(encodeURIComponent).join("/"));
    else if (value) query.append(name, value);
  }
  return query.size ? `${path}?${query}` : path;
}

function tidy(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2).slice(0, SHOWN);
  } catch {
    return text.slice(0, SHOWN);
  }
}
