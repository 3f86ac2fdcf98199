package dev.strata.engine.serve;

/**
 * A job that waits.
 *
 * @param order of submission
 */
record Queued(Job job, long order) {

    Schedule.Waiting view() {
        return new Schedule.Waiting(
                job.sequence().length(), job.mostTokens(), job.priority(), order);
    }
}
