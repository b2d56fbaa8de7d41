import { Link } from "@tanstack/react-router";
import type { Hierarchy } from "@/group/documents";
import styles from "@/group/group.module.css";

type Entity = Hierarchy["entities"][number];

function Below({ parent, entities }: { parent: string; entities: readonly Entity[] }) {
  const children = entities.filter(({ parentId }) => parentId === parent);
  if (children.length === 0) return null;
  return (
    <ul>
      {children.map(({ organization: { id, name } }) => {
        const isGroup = entities.some(({ parentId }) => parentId === id);
        return (
          <li key={id}>
            {isGroup ? (
              name
            ) : (
              <Link to="/portfolio" search={{ entity: id }}>
                {name}
              </Link>
            )}
            <Below parent={id} entities={entities} />
          </li>
        );
      })}
    </ul>
  );
}

/** The organizations below one, each with its own below it; those that place case files lead to them. */
export function Tree({ own, entities }: Pick<Hierarchy, "own" | "entities">) {
  return (
    <ul className={styles.tree}>
      <li>
        <strong>{own.name}</strong>
        <Below parent={own.id} entities={entities} />
      </li>
    </ul>
  );
}
