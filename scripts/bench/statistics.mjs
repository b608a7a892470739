const sorted = (values) => [...values].sort((a, b) => a - b);

export const median = (values) => sorted(values)[Math.floor(values.length / 2)];

/** The quickest tenth: what a call takes when nothing else wants the processor. */
export const quick = (values) => sorted(values)[Math.floor(values.length / 10)];

/** What a subject adds to the baseline: the difference within each round, so that load that comes and goes falls out. */
export const added = (values, baseline) => median(values.map((value, round) => value - baseline[round]));
