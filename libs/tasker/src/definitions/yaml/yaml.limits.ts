/** Levels of maps and lists in each other. Contexts and settings of people stay below ten. */
export const DEEPEST_NESTING = 100;

/** Signs, values and gaps of a file. 1 MB written the usual way has about 330,000, in dense flow style 720,000. */
export const MOST_TOKENS = 750_000;

/** Values that the aliases of a file stand for. 1,000 steps that share 20 settings by alias have 20,000. */
export const MOST_ALIASED_VALUES = 50_000;
