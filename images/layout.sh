#!/usr/bin/env bash
# Lays out what an image of service $1 holds in folder $2, from what the build left in target/: ./strata build comes first.
set -eu
service="$1" folder="$2"
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
# What an earlier build left here must not stay on the class path.
rm -rf "${folder:?}"
mkdir -p "$folder"
case "$service" in
    gateway | tier-edge | tier-core)
        cp -r "$root/$service/target/quarkus-app/." "$folder/"
        ;;
    feed | tools)
        module="$service"
        [ "$service" = tools ] && module=cli
        # Numbered: two of them may have one name.
        jar --create --file "$folder/000-$module.jar" -C "$root/$module/target/classes" .
        number=1
        IFS=: read -r -a jars <<<"$(cat "$root/$module/target/classpath.txt")"
        for jar in "${jars[@]}"; do
            name="$(printf '%03d' "$number")-$(basename "$jar")"
            if [ -d "$jar" ]; then
                jar --create --file "$folder/$name.jar" -C "$jar" .
            else
                cp "$jar" "$folder/$name"
            fi
            number=$((number + 1))
        done
        ;;
    *)
        echo "image '$service' is unknown: expected gateway, tier-edge, tier-core, feed or tools" >&2
        exit 1
        ;;
esac
