#!/bin/sh
# Installs the scripts' libraries into the image, exactly as a lock file pins them, and leaves no tool behind that did it.
# usage: install-stack.sh FOLDER LOCK
set -eu
folder=$1
lock=$1/$2
mkdir -p "$folder/bin"

# One place on PATH, whoever brought the interpreter.
python_is() { [ -e "$1" ] || { echo "There is no $1 after installing $lock." >&2; exit 1; }; ln -sf "$1" "$folder/bin/python3"; }

case "$2" in
pixi.lock)
    # Wants pixi in the base image, and pixi.toml beside the lock.
    cd "$folder"
    pixi install --frozen
    python_is "$folder/.pixi/envs/default/bin/python3"
    rm -rf "$(command -v pixi)" "${PIXI_CACHE_DIR:-$HOME/.cache/rattler}"
    ;;
*.yml)
    # A conda lock or environment; wants micromamba in the base image.
    micromamba create --yes --prefix "$folder/env" --file "$lock"
    micromamba clean --all --yes
    python_is "$folder/env/bin/python3"
    rm -f "$(command -v micromamba)"
    ;;
*.apt)
    # Debian's own packages, where no other registry can be reached.
    apt-get update -qq

    # Debian's scipy asks for what it was made with, compilers and all, and never uses it: a stand-in takes its place.
    mkdir -p "$folder/stand-in/DEBIAN"
    printf '%s\n' 'Package: python3-pythran' 'Version: 99' 'Architecture: all' 'Maintainer: none <none@localhost>' \
        'Description: stands in for what is not needed to run' > "$folder/stand-in/DEBIAN/control"
    dpkg-deb --build "$folder/stand-in" "$folder/stand-in.deb" > /dev/null
    dpkg --install "$folder/stand-in.deb" > /dev/null
    rm -rf "$folder/stand-in" "$folder/stand-in.deb"
    grep -v '^#' "$lock" | DEBIAN_FRONTEND=noninteractive xargs apt-get install -y -qq --no-install-recommends
    rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb
    python_is /usr/bin/python3
    ;;
*.lock)
    # Wheels only: nothing is compiled here, so no compiler is needed, and every wheel brings the GDAL that it was made with.
    python3 -m pip install --no-cache-dir --only-binary :all: --no-deps --root-user-action ignore -r "$lock"
    python3 -m pip check
    python_is "$(command -v python3)"
    python3 -m pip uninstall -y -q --root-user-action ignore setuptools wheel pip 2>/dev/null || true
    ;;
*)
    echo "The lock file '$2' is neither *.lock, pixi.lock, *.yml nor *.apt." >&2
    exit 1
    ;;
esac
