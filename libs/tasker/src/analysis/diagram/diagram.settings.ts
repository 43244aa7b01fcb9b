/** The checked `diagrams` options. */
export abstract class DiagramSettings {
  /** What links of diagrams begin with, without a slash at its end; null: diagrams have no links. */
  abstract readonly linkBase: string | null;
}
