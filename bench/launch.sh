# Sourced by bench/run and bench/quality: finds a JDK, builds what is not built, runs a main class.
readonly NEEDED_JAVA=21
here="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
home="$(dirname "$here")"
readonly here home
readonly built="$here/target/bench.built"

fail() {
  printf 'bench: %s\n' "$1" >&2
  exit 1
}

# Prints the feature version (as 21) of the JDK in a folder; nothing when there is none.
version_of() {
  [[ -x "$1/bin/javac" && -r "$1/release" ]] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

find_jdk() {
  local folder version
  for folder in "${JAVA_HOME:-}" /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* /opt/java/*; do
    version="$(version_of "$folder")"
    if [[ "$version" =~ ^[0-9]+$ ]] && ((version >= NEEDED_JAVA)); then
      jdk="$folder"
      jdk_version="$version"
      return
    fi
  done
  fail "needs a JDK of version $NEEDED_JAVA or newer: set JAVA_HOME."
}

is_built() {
  [[ -f "$built" && -f "$here/target/loxodonta-bench.jar" ]] || return 1
  local newer
  newer="$(find "$home/pom.xml" "$home"/{proto,shard-router,ingest-service,search-service,cli,bench,lib} \
    -path '*/target' -prune -o -path '*/src/test' -prune -o -path '*/results' -prune \
    -o -type f \( -name '*.java' -o -name '*.xml' -o -name '*.proto' -o -path '*/resources/*' \) \
    -newer "$built" -print -quit)"
  [[ -z "$newer" ]]
}

build() {
  local started
  started="$(mktemp)"
  printf 'Building (a minute or two, once) ...\n' >&2
  JAVA_HOME="$jdk" mvn -f "$home/pom.xml" -B -q -T 2 -pl bench -am package \
    -Dmaven.test.skip=true -Dspotless.check.skip=true >&2 || fail "the build failed."
  mv "$started" "$built"
}

# Runs a main class with the rest of the arguments.
launch() {
  find_jdk
  is_built || build
  local flags=(--enable-native-access=ALL-UNNAMED)
  if ((jdk_version >= 23)); then
    flags+=(--sun-misc-unsafe-memory-access=allow)
  fi
  exec "$jdk/bin/java" "${flags[@]}" -Xmx4g -Dlogback.configurationFile=loxo-logback.xml \
    -cp "$here/target/loxodonta-bench.jar:$here/target/lib/*" "$@"
}
