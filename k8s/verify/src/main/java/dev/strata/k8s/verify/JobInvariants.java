package dev.strata.k8s.verify;

import static dev.strata.k8s.verify.Manifest.elements;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What must hold of jobs that come again. */
final class JobInvariants {
    private JobInvariants() {}

    /**
     * A job that the clock begins waits in a queue that is there, one by hand does not wait; each
     * runs once at a time, is not repeated where it said no, and its command knows every option
     * that it is given.
     *
     * @param options by container name
     */
    record Jobs(Map<String, Set<String>> options) implements Invariant {
        @Override
        public Stream<Violation> violations(List<Manifest> overlay) {
            return overlay.stream()
                    .filter(object -> object.kind().equals("CronJob"))
                    .flatMap(job ->
                            problems(job, overlay).stream()
                                    .map(words -> new Violation("jobs", job.id(), words)));
        }

        private List<String> problems(Manifest job, List<Manifest> overlay) {
            List<String> problems = new ArrayList<>();
            JsonNode template = job.root().at("/spec/jobTemplate");
            if (job.root().at("/spec/suspend").asBoolean()) {
                // Run by hand, and then at once.
                if (template.at("/spec/suspend").asBoolean()) {
                    problems.add("expected a job that begins when it is made, got suspend: true");
                }
            } else {
                queued(template, overlay, problems);
            }
            if (!job.root().at("/spec/concurrencyPolicy").asText().equals("Forbid")) {
                problems.add("expected concurrencyPolicy Forbid");
            }
            Set<String> containers =
                    Set.copyOf(job.podSpec().path("containers").findValuesAsText("name"));
            elements(template.at("/spec/podFailurePolicy/rules"))
                    .map(rule -> rule.at("/onExitCodes/containerName").asText())
                    .filter(name -> !containers.contains(name))
                    .forEach(name -> problems.add("expected a container of the job, got " + name));
            job.containers().forEach(container -> unknown(container, problems));
            return problems;
        }

        private static void queued(
                JsonNode template, List<Manifest> overlay, List<String> problems) {
            String queue =
                    template.at("/metadata/labels").path("kueue.x-k8s.io/queue-name").asText();
            if (overlay.stream().noneMatch(object -> object.id().equals("LocalQueue/" + queue))) {
                problems.add("expected a queue that is there, got '%s'".formatted(queue));
            }
            if (!template.at("/spec/suspend").asBoolean()) {
                problems.add("expected suspend: true, until its queue lets it go");
            }
        }

        private void unknown(JsonNode container, List<String> problems) {
            Set<String> known = options.getOrDefault(container.path("name").asText(), Set.of());
            elements(container.path("args"))
                    .map(JsonNode::asText)
                    .filter(argument -> argument.startsWith("--") && !known.contains(argument))
                    .forEach(argument ->
                            problems.add("expected an option of its command, got " + argument));
        }
    }
}
