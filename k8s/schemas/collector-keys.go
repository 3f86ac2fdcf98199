// Prints the paths of all settings of the collector's parts that components/traces uses, from the parts' own types.
// In a module that requires them: go run collector-keys.go >collector-keys.txt
package main

import (
	"fmt"
	"reflect"
	"sort"
	"strings"

	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/healthcheckextension"
	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/tailsamplingprocessor"
	"go.opentelemetry.io/collector/exporter/otlpexporter"
	"go.opentelemetry.io/collector/processor/batchprocessor"
	"go.opentelemetry.io/collector/processor/memorylimiterprocessor"
	"go.opentelemetry.io/collector/receiver/otlpreceiver"
)

var found = map[string]bool{}

// What the manifests have no use for, and what holds itself.
var left = map[string]bool{"and": true, "not": true, "drop": true, "composite": true, "auth": true, "cors": true, "middlewares": true}

func walk(t reflect.Type, path string, depth int) {
	if depth > 12 {
		return
	}
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return
	}
	// Optional[T] keeps its value in a field that is not exported.
	if strings.HasPrefix(t.Name(), "Optional[") {
		for i := 0; i < t.NumField(); i++ {
			if t.Field(i).Name == "value" {
				walk(t.Field(i).Type, path, depth+1)
			}
		}
		return
	}
	for i := 0; i < t.NumField(); i++ {
		field := t.Field(i)
		tag, ok := field.Tag.Lookup("mapstructure")
		if !ok && !field.Anonymous {
			continue
		}
		name := strings.Split(tag, ",")[0]
		if name == "-" || left[name] {
			continue
		}
		at := path
		if name != "" {
			at = path + "." + name
			found[at] = true
		}
		walk(field.Type, at, depth+1)
	}
}

func main() {
	parts := map[string]any{
		"extensions.health_check":   healthcheckextension.NewFactory().CreateDefaultConfig(),
		"receivers.otlp":            otlpreceiver.NewFactory().CreateDefaultConfig(),
		"processors.memory_limiter": memorylimiterprocessor.NewFactory().CreateDefaultConfig(),
		"processors.tail_sampling":  tailsamplingprocessor.NewFactory().CreateDefaultConfig(),
		"processors.batch":          batchprocessor.NewFactory().CreateDefaultConfig(),
		"exporters.otlp":            otlpexporter.NewFactory().CreateDefaultConfig(),
	}
	for path, config := range parts {
		found[strings.Split(path, ".")[0]] = true
		found[path] = true
		walk(reflect.TypeOf(config), path, 0)
	}
	for _, path := range []string{"service", "service.extensions", "service.pipelines", "service.pipelines.traces",
		"service.pipelines.traces.receivers", "service.pipelines.traces.processors", "service.pipelines.traces.exporters"} {
		found[path] = true
	}
	var all []string
	for path := range found {
		all = append(all, path)
	}
	sort.Strings(all)
	fmt.Println("# Settings of the collector's parts (0.156.0); collector-keys.go prints them.")
	for _, path := range all {
		fmt.Println(path)
	}
}
