# Finds a JDK that Strata builds and runs on. Sourced by ../strata.
#
# 25.0.3 or newer: earlier builds of 25 have a data-corruption defect in G1.

STRATA_WANTED_JDK="25.0.3"

# Prints the version of the JDK in folder $1; nothing where there is none.
jdk_version() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
    if [ -r "$1/release" ]; then
        sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "$1/release" | head -n 1
    else
        "$1/bin/java" -version 2>&1 | sed -n '1s/.*"\(.*\)".*/\1/p'
    fi
}

# True where version $1 is at least $STRATA_WANTED_JDK, compared number by number.
jdk_new_enough() {
    awk -v got="${1%%[-+]*}" -v wanted="$STRATA_WANTED_JDK" 'BEGIN {
        split(got, g, "."); split(wanted, w, ".")
        for (i = 1; i <= 3; i++) {
            if (g[i] + 0 > w[i] + 0) exit 0
            if (g[i] + 0 < w[i] + 0) exit 1
        }
        exit 0
    }'
}

# Prints the folders where a JDK may be, the most wanted first, one a line.
jdk_candidates() {
    [ -n "${STRATA_JAVA_HOME:-}" ] && echo "$STRATA_JAVA_HOME"
    [ -n "${JAVA_HOME:-}" ] && echo "$JAVA_HOME"
    local java
    if java="$(command -v java 2>/dev/null)" && java="$(readlink -f "$java" 2>/dev/null)"; then
        dirname "$(dirname "$java")"
    fi
    if [ -z "${STRATA_JDK_FOLDERS+set}" ] && [ -x /usr/libexec/java_home ]; then
        /usr/libexec/java_home -v 25+ 2>/dev/null
    fi
    # STRATA_JDK_FOLDERS replaces the usual folders; tests need that.
    local folders="${STRATA_JDK_FOLDERS-/usr/lib/jvm:$HOME/.sdkman/candidates/java:$HOME/.jdks:/opt/java:/opt/jdk:/opt:/Library/Java/JavaVirtualMachines}"
    local folder jdk
    local IFS=:
    for folder in $folders; do
        for jdk in "$folder"/*; do
            [ -d "$jdk" ] && echo "$jdk"
            [ -d "$jdk/Contents/Home" ] && echo "$jdk/Contents/Home"
        done
    done
    return 0
}

# Sets JAVA_HOME, or says what was found and what is wanted and returns 1.
find_jdk() {
    local jdk version found=""
    while IFS= read -r jdk; do
        version="$(jdk_version "$jdk")" || continue
        if jdk_new_enough "$version"; then
            export JAVA_HOME="$jdk"
            return 0
        fi
        case "$found" in *"$jdk ($version)"*) ;; *) found="$found${found:+, }$jdk ($version)" ;; esac
    done < <(jdk_candidates)
    cat >&2 <<WORDS
strata: no JDK is new enough: expected a JDK $STRATA_WANTED_JDK or newer, got ${found:-none};
        install one (https://adoptium.net) and set JAVA_HOME or STRATA_JAVA_HOME to its folder
WORDS
    return 1
}
