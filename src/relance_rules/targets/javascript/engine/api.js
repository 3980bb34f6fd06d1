// Twin of __init__.py: what a page or a program asks of the engine.

globalThis.relance = Object.freeze({
  version: DATA.version,
});
