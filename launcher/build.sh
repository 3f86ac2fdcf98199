# Builds the checkout when its sources are newer than the build. Sourced by ../strata.

STRATA_BUILD_LOG="$STRATA_ROOT/target/build.log"
STRATA_BUILD_STAMP="$STRATA_ROOT/target/build.fingerprint"
# The build that Spark's job was made of.
STRATA_BUILD_SPARK="$STRATA_ROOT/target/build.spark"
# Exists while what is built was not checked.
STRATA_BUILD_QUICK="$STRATA_ROOT/target/build.quick"

# Prints one checksum over names, sizes and contents of all that goes into the build.
build_fingerprint() {
    (
        cd "$STRATA_ROOT" || exit 1
        find . \( -name target -o -name .git -o -path ./docs -o -path ./k8s -o -path ./bench \) -prune -o \
            -type f \( -name pom.xml -o -path '*/src/main/*' -o -path './.mvn/*' \) -print0 |
            sort -z | xargs -0 cksum
    ) | cksum
}

# True where log $1 shows that Maven missed a download, now or earlier.
download_was_missed() {
    grep -q -E 'during a previous attempt|Could not (transfer|find) artifact|failed to transfer' "$1"
}

# Runs Maven with $@; when an earlier miss of a download was remembered, asks once more.
maven() {
    if (cd "$STRATA_ROOT" && ./mvnw -B "$@") >"$STRATA_BUILD_LOG" 2>&1; then
        return 0
    fi
    if download_was_missed "$STRATA_BUILD_LOG"; then
        echo "strata: a download failed; asking once more" >&2
        (cd "$STRATA_ROOT" && ./mvnw -B -U "$@") >"$STRATA_BUILD_LOG" 2>&1
        return
    fi
    return 1
}

# Shows which module Maven is at, in place, while process $1 runs.
build_progress() {
    local at
    while kill -0 "$1" 2>/dev/null; do
        at="$(grep -a -E '^\[INFO\] Building .*\[[0-9]+/[0-9]+\]' "$STRATA_BUILD_LOG" 2>/dev/null | tail -n 1 |
            sed -E 's/^\[INFO\] Building (.*[^ ]) +[^ ]+ +(\[[0-9]+\/[0-9]+\])$/\2 \1/')"
        [ -t 2 ] && printf '\r\033[K  building %s' "$at" >&2
        sleep 1
    done
    [ -t 2 ] && printf '\r\033[K' >&2
    return 0
}

# Runs Maven with $@ to its end and shows where it is; where it fails, the end of its log.
build_shown() {
    mkdir -p "$STRATA_ROOT/target"
    : >"$STRATA_BUILD_LOG"
    : >"$STRATA_BUILD_QUICK"
    local began=$SECONDS
    echo "strata: building with $JAVA_HOME (log: $STRATA_BUILD_LOG)" >&2
    maven "$@" &
    local builder=$!
    build_progress "$builder"
    if ! wait "$builder"; then
        {
            echo "strata: the build failed; the end of $STRATA_BUILD_LOG:"
            grep -v '^$' "$STRATA_BUILD_LOG" | tail -n 30
        } >&2
        return 1
    fi
    echo "strata: built in $((SECONDS - began)) s" >&2
}

# Builds where needed. Quality checks are left to ./strata test, Spark to who asks for it.
build_if_needed() {
    local now
    now="$(build_fingerprint)"
    if [ "${1:-}" != always ] && [ -r "$STRATA_BUILD_STAMP" ] && [ "$(cat "$STRATA_BUILD_STAMP")" = "$now" ]; then
        return 0
    fi
    build_shown -Pquick package -pl '!feed-spark,!e2e' || return 1
    echo "$now" >"$STRATA_BUILD_STAMP"
}

# True where the command line $@ needs Spark.
wants_spark() {
    case " $* " in
        " feed cluster "* | *" --engine spark "* | *" --engine=spark "*) true ;;
        *) false ;;
    esac
}

# Builds the feed's job for Spark, after the rest, where it is missing or older.
build_spark_if_needed() {
    if [ -r "$STRATA_BUILD_SPARK" ] && [ "$(cat "$STRATA_BUILD_SPARK")" = "$(cat "$STRATA_BUILD_STAMP")" ]; then
        return 0
    fi
    echo "strata: Spark's libraries are fetched where they are missing (200 MB)" >&2
    build_shown -Pquick package -pl feed-spark -am || return 1
    cp "$STRATA_BUILD_STAMP" "$STRATA_BUILD_SPARK"
}
