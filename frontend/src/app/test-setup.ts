import "@testing-library/jest-dom/vitest";

// happy-dom loads no fonts; a text area that grows with its text listens for them.
Object.defineProperty(document, "fonts", { value: new EventTarget() });
