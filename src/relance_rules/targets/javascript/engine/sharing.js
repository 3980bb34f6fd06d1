// Twin of targets/javascript/sharing.py: plain data whole again, from that in which what stands twice is written once.

/**
 * The data of which `[0, …]` is a list, `[n, …]` a record of the names of the n-th of the shapes, and `[-n]` the n-th of
 * those shared, each of which refers only to those before it.
 */
function unshared({ shapes, shared, body }) {
  const made = [];
  const whole = (value) => {
    if (!Array.isArray(value)) return value;
    const [kind, ...values] = value;
    if (kind < 0) return made[-kind - 1];
    if (kind === 0) return values.map(whole);
    return Object.fromEntries(shapes[kind - 1].map((name, place) => [name, whole(values[place])]));
  };
  for (const each of shared) made.push(whole(each));
  return whole(body);
}
