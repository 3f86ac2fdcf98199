# Installs the programs that tests run beside the JDK. Sourced by test.sh.
# What cannot be installed is named loudly; its tests are skipped, and in CI they fail.

KUBECONFORM="github.com/yannh/kubeconform/cmd/kubeconform@v0.7.0"
GRPCURL="github.com/fullstorydev/grpcurl/cmd/grpcurl@v1.9.3"
OPENAI="openai==3.54.0"
DATASETS="datasets==5.2.0 transformers==5.23.0 jinja2"
# Without its dependencies: its functions on data need no PyTorch.
TRL="trl==1.16.0"
ANTHROPIC="anthropic==2.12.0"
OPENAI_JS="openai@7.57.0"
SCHEMATHESIS="schemathesis==4.32.5"
MOTO="moto[server]==5.2.5"

missing_tool() {
    echo "strata: $1 is missing and could not be installed; its tests will be skipped: $2" >&2
}

# Installs program $1 from the first of the Debian packages $2... that is there.
need_apt() {
    local program="$1" package root=()
    shift
    command -v "$program" >/dev/null 2>&1 && return 0
    [ "$(id -u)" = 0 ] || root=(sudo -n)
    if command -v apt-get >/dev/null 2>&1; then
        "${root[@]}" apt-get update -q >>"$STRATA_ROOT/target/tools.log" 2>&1
        for package in "$@"; do
            echo "strata: installing $package for $program" >&2
            DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -q --no-install-recommends \
                "$package" >>"$STRATA_ROOT/target/tools.log" 2>&1 && break
        done
    fi
    command -v "$program" >/dev/null 2>&1 || missing_tool "$program" "see target/tools.log"
}

# Installs Go program $1 from module $2.
need_go() {
    command -v "$1" >/dev/null 2>&1 && return 0
    if command -v go >/dev/null 2>&1; then
        echo "strata: installing $2" >&2
        go install "$2" >>"$STRATA_ROOT/target/tools.log" 2>&1
    fi
    command -v "$1" >/dev/null 2>&1 || missing_tool "$1" "go install $2"
}

# A Python environment of its own, with the vendors' clients; STRATA_TEST_PYTHON names its interpreter.
need_python_clients() {
    local venv="$STRATA_HOME/tools/python"
    if ! "$venv/bin/python" -c 'import openai, anthropic' 2>/dev/null; then
        echo "strata: installing $OPENAI and $ANTHROPIC" >&2
        {
            python3 -m venv "$venv" && "$venv/bin/python" -m pip install -q "$OPENAI" "$ANTHROPIC"
        } >>"$STRATA_ROOT/target/tools.log" 2>&1
    fi
    if "$venv/bin/python" -c 'import openai, anthropic' 2>/dev/null; then
        export STRATA_TEST_PYTHON="$venv/bin/python"
    else
        missing_tool "OpenAI's and Anthropic's Python clients" "python3 -m venv, pip install $OPENAI $ANTHROPIC"
    fi
}

# Python package $2, called $3, in an environment $1 of its own; variable $5 names its program $4.
need_python_program() {
    local venv="$STRATA_HOME/tools/$1" package="$2" name="$3" program="$4" variable="$5"
    if [ ! -x "$venv/bin/$program" ]; then
        echo "strata: installing $package" >&2
        {
            python3 -m venv "$venv" && "$venv/bin/python" -m pip install -q "$package"
        } >>"$STRATA_ROOT/target/tools.log" 2>&1
    fi
    if [ -x "$venv/bin/$program" ]; then
        export "$variable=$venv/bin/$program"
    else
        missing_tool "$name" "python3 -m venv, pip install $package"
    fi
}

# A program that makes requests of an OpenAPI document.
need_schemathesis() {
    need_python_program schemathesis "$SCHEMATHESIS" "Schemathesis" schemathesis STRATA_TEST_SCHEMATHESIS
}

# A server that speaks S3.
need_moto() {
    need_python_program moto "$MOTO" "moto's S3 server" moto_server STRATA_TEST_MOTO
}

# OpenAI's client for JavaScript; STRATA_TEST_NODE names the folder that has it.
need_node_client() {
    local folder="$STRATA_HOME/tools/node"
    if [ ! -d "$folder/node_modules/openai" ] && command -v npm >/dev/null 2>&1; then
        echo "strata: installing $OPENAI_JS" >&2
        mkdir -p "$folder"
        npm install --silent --no-fund --no-audit --prefix "$folder" "$OPENAI_JS" \
            >>"$STRATA_ROOT/target/tools.log" 2>&1
    fi
    if [ -d "$folder/node_modules/openai" ] && command -v node >/dev/null 2>&1; then
        export STRATA_TEST_NODE="$folder"
    else
        missing_tool "OpenAI's JavaScript client" "npm install $OPENAI_JS"
    fi
}

# Another one, with what trainers load datasets with; STRATA_TEST_DATASETS names its folder.
need_datasets() {
    local venv="$STRATA_HOME/tools/datasets"
    if ! "$venv/bin/python" -c 'import datasets, trl, transformers, jinja2' 2>/dev/null; then
        echo "strata: installing $DATASETS $TRL" >&2
        {
            python3 -m venv "$venv" && "$venv/bin/python" -m pip install -q $DATASETS &&
                "$venv/bin/python" -m pip install -q --no-deps "$TRL"
        } >>"$STRATA_ROOT/target/tools.log" 2>&1
    fi
    if "$venv/bin/python" -c 'import datasets, trl, transformers, jinja2' 2>/dev/null; then
        export STRATA_TEST_DATASETS="$venv"
    else
        missing_tool "Hugging Face datasets" "python3 -m venv, pip install $DATASETS $TRL"
    fi
}

install_tools() {
    export PATH="$PATH:$(go env GOPATH 2>/dev/null || echo "$HOME/go")/bin"
    need_apt promtool prometheus
    need_apt chromium chromium
    need_apt redis-server redis-server
    need_apt kubectl kubernetes-client kubectl
    need_apt wrk wrk
    need_apt h2load nghttp2-client
    need_go kubeconform "$KUBECONFORM"
    need_go grpcurl "$GRPCURL"
    need_datasets
    need_python_clients
    need_schemathesis
    need_moto
    need_node_client
}
