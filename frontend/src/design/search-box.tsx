import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useMemo, useRef, useState } from "react";
import { useShortcuts } from "@/app/shortcuts";

type SearchBoxProps = { label: string; value: string; onSearch: (search: string) => void };

/** A filter that asks the server once the typing rests; `/` goes to it, Escape empties it. */
export function SearchBox({ label, value, onSearch }: SearchBoxProps) {
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value);
  // Whoever typed and at once went elsewhere is not called back: their page must not change under them.
  const search = useDebouncedCallback((next: string, page: string) => {
    if (page === location.pathname) onSearch(next);
  }, 250);
  useShortcuts(useMemo(() => ({ "/": () => input.current?.focus() }), []));

  function type(next: string) {
    setTyped(next);
    search(next, location.pathname);
  }

  return (
    <TextInput
      ref={input}
      type="search"
      aria-label={label}
      placeholder={`${label} ( / )`}
      leftSection={<IconSearch size={14} aria-hidden="true" />}
      w={230}
      maw="100%"
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={(event) => event.key === "Escape" && type("")}
    />
  );
}
