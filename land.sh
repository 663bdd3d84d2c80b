#!/bin/bash
# land the clone's commits on main's branch; paths given are refreshed in main's work tree
set -e
cd /tmp/lead/me; git pull -q --rebase
P=$(git diff --name-only origin/main HEAD)
cd /work/main
for f in $P; do git diff --quiet -- $f || { git diff -- $f > /tmp/lead/mine.$(basename $f).diff; DIRTY="$DIRTY $f"; }; done
git fetch -q /tmp/lead/me HEAD; N=$(git rev-parse FETCH_HEAD); O=$(git rev-parse HEAD)
git merge-base --is-ancestor $O $N
git update-ref refs/heads/main $N $O
git reset -q -- $P
for f in $P; do case " $DIRTY " in *" $f "*) echo "DIRTY $f: 3-way needed";; *) git checkout -q -- $f;; esac; done
git log --oneline | head -1
