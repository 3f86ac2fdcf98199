# Adds up the reports of all tests. Sourced by test.sh.

# Prints the reports below folder $1, each ended by a NUL.
test_reports() {
    find "$1" \( -path '*/target/surefire-reports/TEST-*.xml' -o -path '*/target/failsafe-reports/TEST-*.xml' \) \
        -not -path '*/src/*' -print0
}

# Prints "passed failed skipped" over all reports below folder $1.
test_totals() {
    test_reports "$1" | xargs -0 -r cat | awk '
        function number(text, name) {
            if (!match(text, " " name "=\"[0-9]+\"")) return 0
            text = substr(text, RSTART, RLENGTH)
            gsub(/[^0-9]/, "", text)
            return text + 0
        }
        /<testsuite / { head = ""; inside = 1 }
        inside {
            head = head " " $0
            if (index($0, ">")) {
                inside = 0
                tests += number(head, "tests")
                failed += number(head, "errors") + number(head, "failures")
                skipped += number(head, "skipped")
            }
        }
        END { print tests - failed - skipped + 0, failed + 0, skipped + 0 }'
}

# Prints a line for each skipped test below folder $1, with its reason.
skipped_tests() {
    test_reports "$1" | xargs -0 -r cat | awk '
        function value(text, name) {
            if (!match(text, name "=\"[^\"]*\"")) return ""
            return substr(text, RSTART + length(name) + 2, RLENGTH - length(name) - 3)
        }
        /<testcase / { test = value($0, "classname") "." value($0, " name") }
        /<skipped/ { print "SKIPPED " test ": " value($0, "message") }'
}
