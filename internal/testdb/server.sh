# Runs the PostgreSQL of the tests in the current folder for as long as a test process holds a lock on the file
# "users", and five seconds more for the next one. $1 is the folder of PostgreSQL's programs.
exec </dev/null >log 2>&1 8>server 9<users
flock -n 8 || exit 0 # another one runs it

# English ordering, so that a column which lacks COLLATE "C" is found out.
rm -rf data
"$1/initdb" -D data -U postgres -A trust --no-sync -E UTF8 --locale C.UTF-8 --locale-provider icu --icu-locale en-US || exit
echo 'CREATE ROLE assay LOGIN CREATEDB CREATEROLE' | "$1/postgres" --single -D data postgres || exit

setpriv --pdeathsig QUIT "$1/postgres" -D data -k "$PWD" -p 5432 -c listen_addresses= -c max_connections=400 \
	-F -c full_page_writes=off -c synchronous_commit=off -c wal_level=minimal -c max_wal_size=128MB -c max_wal_senders=0 -c autovacuum=off \
	8>&- 9<&- &
postgres=$!

idle=0
while [ $idle -lt 5 ] && kill -0 $postgres; do
	sleep 1 8>&- 9<&-
	idle=$((idle + 1))
	flock -n -x 9 || idle=0
	[ $idle -ge 5 ] || flock -u 9 # a user may come; after the last second it has to wait until all is gone
done
kill -QUIT $postgres
wait $postgres
rm -rf data
