#!/bin/sh
# Makes the certificates of this directory anew: an authority, what it signed, and one that nobody signed. For tests only.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: >"$work/index"
echo 1000 >"$work/serial"
cat >"$work/ca.conf" <<END
[ca]
default_ca = own
[own]
database = $work/index
serial = $work/serial
new_certs_dir = $work
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
END

# issue NAME SUBJECT UNTIL EXTENSIONS [SIGNER]
issue() {
  openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"
  openssl req -new -key "$1.key" -subj "/CN=$2" -out "$work/$1.csr"
  printf '%s\n' "$4" >"$work/$1.ext"
  if [ $# -eq 5 ]; then set -- "$1" "$3" -cert "$5.crt" -keyfile "$5.key"; else set -- "$1" "$3" -selfsign -keyfile "$1.key"; fi
  name=$1 until=$2
  shift 2
  openssl ca -batch -notext -config "$work/ca.conf" -extfile "$work/$name.ext" -startdate 20200101000000Z -enddate "$until" \
    -in "$work/$name.csr" -out "$name.crt" "$@"
}

here='subjectAltName=DNS:localhost,IP:127.0.0.1'
late=21250101000000Z
issue authority 'Test authority' "$late" 'basicConstraints=critical,CA:TRUE'
issue server localhost "$late" "$here" authority
issue expired localhost 20210101000000Z "$here" authority
issue elsewhere elsewhere.example "$late" 'subjectAltName=DNS:elsewhere.example' authority
issue client worker "$late" 'extendedKeyUsage=clientAuth' authority
issue self-signed localhost "$late" "$here"
rm authority.key
