module example.com/slothash

go 1.21
