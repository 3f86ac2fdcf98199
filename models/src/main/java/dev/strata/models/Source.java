package dev.strata.models;

import java.net.URI;
import java.nio.file.Path;

/** A place that a model file can come from. */
public sealed interface Source {
    /** In words, for progress lines and errors. */
    String describe();

    /**
     * Folders on this machine: {@code <folder>/<file>} or {@code <folder>/<tier>.gguf} is taken.
     *
     * @param variable the environment variable that lists the folders, as PATH does
     */
    record LocalPath(String variable) implements Source {
        @Override
        public String describe() {
            return "local path (" + variable + ")";
        }
    }

    /**
     * A file on a model hub.
     *
     * @param uri of the file itself, http or https
     */
    record Hub(URI uri) implements Source {
        @Override
        public String describe() {
            return "hub " + uri.getHost();
        }
    }

    /**
     * Python packages whose wheels carry the file, in one or more parts joined in order. In {@code
     * packageName} and {@code member}, <code>{n}</code> is the part's number from 1 and <code>{nn}
     * </code> the same in two digits.
     *
     * @param packageName of each part
     * @param version the same for all parts
     * @param member path of the part inside its wheel
     * @param parts how many, at least 1
     */
    record PythonParts(String packageName, String version, String member, int parts)
            implements Source {
        public PythonParts {
            if (parts < 1) {
                throw new ModelException(
                        ModelException.Code.BAD_CATALOGUE,
                        "source 'python' of package '%s' has a wrong number of parts: expected at least 1, got %d; correct the catalogue"
                                .formatted(packageName, parts));
            }
        }

        @Override
        public String describe() {
            return "Python package " + packageName.replace("{n}", "*") + "==" + version;
        }

        String packageOf(int part) {
            return fill(packageName, part);
        }

        String memberOf(int part) {
            return fill(member, part);
        }

        private static String fill(String pattern, int part) {
            return pattern.replace("{nn}", "%02d".formatted(part)).replace("{n}", "" + part);
        }
    }

    /**
     * A model folder, or a graph in one, that is served from where it is.
     *
     * @param path of the folder or the graph
     */
    record Folder(Path path) implements Source {
        @Override
        public String describe() {
            return "folder " + path;
        }
    }

    /**
     * Nowhere: whoever needs it writes it.
     *
     * @param seed of the random weights
     */
    record Generated(long seed) implements Source {
        @Override
        public String describe() {
            return "generated with seed " + seed;
        }
    }
}
