# ./strata test: the whole gate. Sourced by ../strata.

. "$STRATA_ROOT/launcher/totals.sh"
. "$STRATA_ROOT/launcher/tools.sh"

STRATA_TEST_LOG="$STRATA_ROOT/target/test.log"

# Runs Maven with $@, shown and logged; asks once more where a remembered miss was the reason.
maven_shown() {
    (cd "$STRATA_ROOT" && ./mvnw -B -ntp "$@") 2>&1 | tee "$STRATA_TEST_LOG"
    local status="${PIPESTATUS[0]}"
    if [ "$status" != 0 ] && download_was_missed "$STRATA_TEST_LOG"; then
        echo "strata: a download failed; asking once more" >&2
        (cd "$STRATA_ROOT" && ./mvnw -B -ntp -U "$@") 2>&1 | tee "$STRATA_TEST_LOG"
        status="${PIPESTATUS[0]}"
    fi
    return "$status"
}

# What ./strata run compiled was not checked, and Maven would not compile it again.
forget_quick_build() {
    if [ -e "$STRATA_BUILD_QUICK" ]; then
        find "$STRATA_ROOT" -type d -path '*/target/*' \( -name classes -o -name maven-status \) -prune \
            -exec rm -rf {} +
        rm -f "$STRATA_BUILD_QUICK" "$STRATA_BUILD_STAMP" "$STRATA_BUILD_SPARK"
    fi
}

# Brings V1, which the tests on a real model need.
fetch_v1() {
    echo "strata: fetching V1 for the tests on a real model" >&2
    if ! maven_shown -q -DskipTests -Djacoco.skip -pl cli -am package; then
        return 1
    fi
    strata_java models fetch v1 && return 0
    echo "strata: V1 could not be fetched; tests on a real model will be skipped" >&2
    [ "${CI:-}" != true ]
}

# Ends with one line 'N passed, N failed, N skipped'.
run_tests() {
    mkdir -p "$STRATA_ROOT/target" "$STRATA_HOME"
    test_reports "$STRATA_ROOT" | xargs -0 -r rm -f
    forget_quick_build
    install_tools
    local status=0
    fetch_v1 || status=1
    maven_shown -fae -Pjmh verify "$@" || status=1
    local passed failed skipped
    read -r passed failed skipped < <(test_totals "$STRATA_ROOT")
    skipped_tests "$STRATA_ROOT" | sort -u
    if [ "$skipped" != 0 ] && [ "${CI:-}" = true ]; then
        echo "strata: a skipped test is a failure in CI"
        status=1
    fi
    if [ "$failed" != 0 ]; then
        status=1
    elif [ "$status" != 0 ]; then
        # A build that fails outside of a test counts as one failure.
        echo "strata: the gate failed outside of the tests; see $STRATA_TEST_LOG"
        failed=1
    fi
    if [ "$passed" = 0 ]; then
        status=1
    fi
    if [ "$status" = 0 ]; then
        build_fingerprint >"$STRATA_BUILD_STAMP"
    fi
    echo "$passed passed, $failed failed, $skipped skipped"
    return "$status"
}

# Has the fuzzers of both faces make $1 cases each against a running mesh of tiny models.
run_fuzz() {
    local cases="${1:-20000}"
    case "$cases" in
        *[!0-9]* | 0*)
            echo "strata: cases to fuzz are wrong: expected a number over 0, got '$cases'; correct it" >&2
            return 2
            ;;
    esac
    mkdir -p "$STRATA_ROOT/target" "$STRATA_HOME"
    need_schemathesis
    # No other test, no check of style or coverage: those are the gate's.
    CI=true maven_shown verify -pl e2e -am -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
        -Dit.test=FuzzIT,GrpcFuzzIT -Dfailsafe.failIfNoSpecifiedTests=false \
        -Djacoco.skip -Dspotless.check.skip -Dstrata.fuzz.cases="$cases"
}
