// Twin of targets/javascript/sharing.py: plain data whole again, from that in which what stands twice is written once.

/** The data of which `shared` holds what is referred to by `{$: place}`, each of them only by those after it. */
function unshared({ shared, body }) {
  const made = [];
  const whole = (value) => {
    if (Array.isArray(value)) return value.map(whole);
    if (value === null || typeof value !== "object") return value;
    if (typeof value.$ === "number") return made[value.$];
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, whole(inner)]));
  };
  for (const each of shared) made.push(whole(each));
  return whole(body);
}
